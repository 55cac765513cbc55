"""The open data of the product: addresses, description (OpenAPI, DCAT-AP-SE), limits and how errors are told."""
