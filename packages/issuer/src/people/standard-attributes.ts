/** The standard attributes that Authgear knows, in the order in which its discovery document lists them. */
export const STANDARD_ATTRIBUTES = [
  'email',
  'email_verified',
  'phone_number',
  'phone_number_verified',
  'preferred_username',
  'family_name',
  'given_name',
  'middle_name',
  'name',
  'nickname',
  'picture',
  'profile',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
  'address',
  'updated_at',
] as const

export type StandardAttribute = (typeof STANDARD_ATTRIBUTES)[number]

/** A person's standard attributes: `*_verified` are booleans, `address` an object, `updated_at` epoch seconds, the rest text. */
export type StandardAttributes = { readonly [Name in StandardAttribute]?: unknown }

/** These two give every attribute; Authgear grants them to first-party clients only. */
export const FULL_SCOPES: readonly string[] = [
  'https://authgear.com/scopes/full-access',
  'https://authgear.com/scopes/full-userinfo',
]

/** Gives the attributes that the scopes give away (OpenID Connect Core, section 5.4), in Authgear's order. */
export function attributesFor(
  attributes: StandardAttributes,
  scopes: readonly string[],
): Record<string, unknown> {
  const hasAll = scopes.some((scope) => FULL_SCOPES.includes(scope))
  return Object.fromEntries(
    STANDARD_ATTRIBUTES.filter((name) => hasAll || scopes.includes(scopeOf(name)))
      .filter((name) => attributes[name] !== undefined)
      .map((name) => [name, attributes[name]]),
  )
}

function scopeOf(name: StandardAttribute): string {
  if (name === 'address') return 'address'
  if (name.startsWith('email')) return 'email'
  return name.startsWith('phone_number') ? 'phone' : 'profile'
}

/** Throws a TypeError for a name that is not standard, or a value of a wrong type. */
export function checkStandardAttributes(where: string, attributes: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const known = STANDARD_ATTRIBUTES.find((standard) => standard === name)
    if (known === undefined) {
      throw new TypeError(
        `${where}: '${name}' is not a standard attribute; put your own into customAttributes`,
      )
    }
    if (!isOfItsType(known, value)) {
      throw new TypeError(`${where}: standard attribute ${name} must be ${TYPE_NAMES[typeOf(known)]}`)
    }
  }
}

const TYPE_NAMES = { boolean: 'true or false', object: 'an object', number: 'a number', string: 'a string' }

function typeOf(name: StandardAttribute): keyof typeof TYPE_NAMES {
  if (name.endsWith('_verified')) return 'boolean'
  if (name === 'address') return 'object'
  return name === 'updated_at' ? 'number' : 'string'
}

function isOfItsType(name: StandardAttribute, value: unknown): boolean {
  return typeof value === typeOf(name) && value !== null && !Array.isArray(value)
}
