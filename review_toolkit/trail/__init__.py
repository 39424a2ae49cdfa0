"""Pages and files of the audit trail: a review's for those who answer for it, the rest for administrators."""
