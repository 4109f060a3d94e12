"""How good what arrives is: counted where it lands, shown as a score, watched."""
