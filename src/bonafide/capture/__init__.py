"""Pages and live camera for the applicant."""
