"""Who shows a face: avatar providers behind one interface."""
