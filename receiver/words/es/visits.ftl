visits-also-open = También abierto por { $names }: visto en los últimos 15 minutos
