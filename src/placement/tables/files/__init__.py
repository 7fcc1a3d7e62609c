"""Files, workbooks and folders as grids of cells, whatever their format."""
