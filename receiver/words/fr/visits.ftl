visits-also-open = Aussi ouvert par { $names } : regardé dans les 15 dernières minutes
