import { requestSchemas } from '../../wire/requests.ts';

/**
 * Wrong data for each request, made from its schema, so that a new field is tested from the day it is declared.
 */

/** The parts of a valibot schema that are looked at here. */
interface Schema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly wrapped?: Schema;
  readonly pipe?: readonly Schema[];
  readonly requirement?: unknown;
}

export interface WrongData {
  /** What is wrong, for the test's title. */
  readonly title: string;
  readonly data: unknown;
  /** A word that the error must contain: the field. */
  readonly names: string;
}

type Data = Record<string, unknown>;

const WRONG_TYPES: Record<string, readonly unknown[]> = {
  string: [7, null, true, ['x'], { x: 1 }],
  number: ['0.5', null, true, [1]],
  boolean: ['true', 1, null],
  array: ['x', 3, null, { 0: 'x' }],
  custom: ['x', 3, null, ['x']],
  object: ['x', 3, null],
};

const unwrap = (schema: Schema): Schema => (schema.type === 'optional' && schema.wrapped ? unwrap(schema.wrapped) : schema);

function outOfRange(schema: Schema): unknown[] {
  return (schema.pipe ?? []).flatMap(({ type, requirement }): unknown[] => {
    if (type === 'min_length') return schema.type === 'array' ? [[]] : [''];
    if (type === 'max_length')
      return [schema.type === 'array' ? new Array(Number(requirement) + 1).fill({}) : 'x'.repeat(Number(requirement) + 1)];
    if (type === 'min_value') return [Number(requirement) - 1];
    if (type === 'max_value') return [Number(requirement) + 1];
    if (type === 'integer') return [0.5];
    if (type === 'regex') return ['no spaces!', '<b>', '__proto__.x'];
    return [];
  });
}

/** Every way in which one field of `valid` can be missing, of a wrong type or out of range. */
export function wrongDataFor(type: keyof typeof requestSchemas, valid: Data): WrongData[] {
  const { entries = {} } = unwrap(requestSchemas[type] as unknown as Schema);
  return Object.entries(entries).flatMap(([field, declared]): WrongData[] => {
    const schema = unwrap(declared);
    const without = Object.fromEntries(Object.entries(valid).filter(([key]) => key !== field));
    const missing = declared.type === 'optional' ? [] : [{ title: `${field} missing`, data: without, names: field }];
    const wrong = [...(WRONG_TYPES[schema.type] ?? []), ...outOfRange(schema)].map((value) => {
      return { title: `${field} = ${JSON.stringify(value).slice(0, 40)}`, data: { ...valid, [field]: value }, names: field };
    });
    const nested = schema.type === 'array' && schema.item ? wrongItems(field, schema.item, valid) : [];
    return [...missing, ...wrong, ...nested];
  });
}

function wrongItems(field: string, item: Schema, valid: Data): WrongData[] {
  const [first] = (valid[field] ?? []) as Data[];
  const replace = (value: unknown) => ({ ...valid, [field]: [value] });
  const items = (WRONG_TYPES[item.type] ?? []).map((value) => {
    return { title: `${field}[0] = ${JSON.stringify(value)}`, data: replace(value), names: `${field}.0` };
  });
  const inner = Object.entries(item.entries ?? {}).flatMap(([key, declared]) => {
    if (declared.type === 'optional') return [];
    const without = Object.fromEntries(Object.entries(first ?? {}).filter(([name]) => name !== key));
    return [{ title: `${field}[0].${key} missing`, data: replace(without), names: `${field}.0.${key}` }];
  });
  return [...items, ...inner];
}
