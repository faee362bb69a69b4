/** Limits that both ends know, apart from the schemas, so that a page needs no validator for them. */

/** Most parameters that one `PLUGIN_PARAMETER_BATCH` may carry. */
export const BATCH_LIMIT = 10;
/** Most changes that the server keeps to be undone, for each user of a session. */
export const UNDO_LIMIT = 100;
/** Most changes of a session that its history tells. */
export const HISTORY_LIMIT = 100;
/** Most provenance records that are kept of a session; older ones are forgotten. */
export const PROVENANCE_LIMIT = 10_000;
