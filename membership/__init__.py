"""Applicant → activist → prospective member → probationary member → full member."""
