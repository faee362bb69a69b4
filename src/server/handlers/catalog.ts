import { catalogue } from '../../effects/catalogue.ts';
import type { Handler } from '../handler.ts';

/** Which effects there are, with all their parameters. */
export const pluginCatalogGet: Handler<'PLUGIN_CATALOG_GET'> = () => ({ reply: { plugins: catalogue, success: true } });
