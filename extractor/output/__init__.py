"""What is read, for other programs and for people: JSON, terminal table, CSV, workbook and page."""
