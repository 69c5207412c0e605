"""Records of dumps of any size: read, cleaned by workers, written; nothing lost, and a killed run goes on."""
