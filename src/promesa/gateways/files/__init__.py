"""A retailer's own files: tables in any of their dialects, read as rows of ours and put to the machine as commands."""
