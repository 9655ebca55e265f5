"""A playground of small networks: who trains them, what is kept, and how it is drawn."""
