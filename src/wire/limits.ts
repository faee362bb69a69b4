/** Limits that both ends know, apart from the schemas, so that a page needs no validator for them. */

/** Most parameters that one `PLUGIN_PARAMETER_BATCH` may carry. */
export const BATCH_LIMIT = 10;
