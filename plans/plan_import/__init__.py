"""Read a plan out of a document that somebody else wrote: what its columns, section rows and words mean."""
