import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The schema of a configuration, for editors: `schema.json` of this package. JSON Schema 2020-12. */
export const jsonSchema: object = {
  title: 'The configuration of tokenstile-gateway',
  ...z.toJSONSchema(configSchema, { io: 'input' }),
}
