visits-also-open = Auch geöffnet von { $names }: in den letzten 15 Minuten angesehen
