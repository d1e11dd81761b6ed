//! Round trips through XLSForm.
