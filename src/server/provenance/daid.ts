import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../../wire/canonical.ts';
import type { ProvenanceRecord } from '../../wire/state.ts';

/** A record that has no name yet. */
export type Unnamed = Omit<ProvenanceRecord, 'daid'>;

/** Colons separate the fields of a name: in a field they are written as in an address, `%3A`, and `%` as `%25`. */
const field = (text: string): string => text.replaceAll('%', '%25').replaceAll(':', '%3A');

/**
 * The first 16 hex digits of SHA-256 over what a record says and what it follows. Computed at once, unlike by
 * `crypto.subtle`: a handler answers without waiting.
 */
export function recordHash({ parent_daids, operation, metadata, entity_id }: Unnamed): string {
  const content = canonicalJson({ parents: [...parent_daids].sort(), operation, metadata, entity_id });
  return bytesToHex(sha256(utf8ToBytes(content))).slice(0, 16);
}

/** `daid:v1.0:<UTC, colons as hyphens>:<agent>:<entity_type>:<entity_id>:<hash>`. */
export function daidOf(record: Unnamed): string {
  const { timestamp, agent_id, entity_type, entity_id } = record;
  return ['daid', 'v1.0', timestamp.replaceAll(':', '-'), field(agent_id), entity_type, field(entity_id), recordHash(record)].join(':');
}

/** The record with its name. */
export function named(record: Unnamed): ProvenanceRecord {
  return { daid: daidOf(record), ...record };
}
