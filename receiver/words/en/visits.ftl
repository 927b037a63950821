visits-also-open = Also open by { $names }: looked at within the last 15 minutes
