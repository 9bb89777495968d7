"""Official documents as .docx and PDF: described once (content.py), written by two writers."""
