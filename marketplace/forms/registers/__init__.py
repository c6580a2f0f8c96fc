"""Files that a group brings into its register: tables and maps, with the columns of either language recognised."""
