from leads.dossier.jobs import assemble_case_file

__all__ = ["assemble_case_file"]
