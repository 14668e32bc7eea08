"""What exists: catalog, locations, carriers."""
