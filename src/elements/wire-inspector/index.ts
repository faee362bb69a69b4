/** `<wire-inspector>`, registered on import, and the log that it shows, for pages that make something of their own of it. */

export { FrameLog, LOG_LIMIT, type LogEntry, type LogFilter, logOf, logToJson } from '../../client/inspector/frame-log.ts';
export { WireInspector } from './wire-inspector.ts';
