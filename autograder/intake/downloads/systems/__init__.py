"""How each system names what it gives out: one module for each, with `read(download, tables)`."""
