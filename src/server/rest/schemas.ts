import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { requestSchemas } from '../../wire/requests.ts';

/** A JSON Schema, or a part of a description that holds some. */
export type Json = { readonly [key: string]: unknown };

const config: ConversionConfig = {
  typeMode: 'input',
  // What JSON Schema cannot say, such as that one of two fields must be there, stays with the server.
  errorMode: 'ignore',
  // Objects that the server judges by the descriptor of the effect.
  overrideSchema: ({ valibotSchema, jsonSchema }) => (valibotSchema.type === 'custom' ? { type: 'object' } : jsonSchema),
};

/** The JSON Schema of each request's `data`, by type, made from the very schemas that the server checks with. */
export function dataSchemas(): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(requestSchemas).map(([type, schema]) => {
      const { $schema: _, ...json } = toJsonSchema(schema as unknown as GenericSchema, config) as Json;
      return [type, json];
    }),
  );
}
