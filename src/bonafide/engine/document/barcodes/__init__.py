"""Barcodes of documents: PDF417 of AAMVA licences and QR codes. `read` looks at pixels."""
