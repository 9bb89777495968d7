"""Own tasks as a workbook, filled in without the network, and taken in again row by row."""
