/** What one option accepts: `expects` ends the sentence "<name> must be …" in the error. */
export interface OptionRule {
  readonly expects: string
  readonly accepts: (value: unknown) => boolean
}

/**
 * Throws a TypeError that names the option when `given` is no object, has an unknown name or a value of a wrong type.
 * An option that is `undefined` counts as absent. Does not check which options fit together, nor that any is present.
 */
export function checkOptions<T>(
  where: string,
  given: unknown,
  rules: { readonly [Name in keyof T]-?: OptionRule },
): asserts given is T {
  if (!isObject(given)) throw new TypeError(`${where}: options must be an object`)
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof T] : undefined
    if (rule === undefined) {
      throw new TypeError(`${where}: '${name}' is not an option; use ${Object.keys(rules).join(', ')}`)
    }
    if (value !== undefined && !rule.accepts(value)) {
      throw new TypeError(`${where}: ${name} must be ${rule.expects}`)
    }
  }
}

export const text: OptionRule = { expects: 'a string that is not empty', accepts: isText }
export const flag: OptionRule = { expects: 'true or false', accepts: (value) => typeof value === 'boolean' }
export const clock: OptionRule = { expects: 'a function', accepts: (value) => typeof value === 'function' }
export const object: OptionRule = { expects: 'an object', accepts: isObject }
export const list: OptionRule = { expects: 'an array', accepts: Array.isArray }

export const textOrObject: OptionRule = {
  expects: 'a string that is not empty, or an object',
  accepts: (value) => isText(value) || isObject(value),
}

export const textList: OptionRule = {
  expects: 'an array of strings that are not empty',
  accepts: (value) => Array.isArray(value) && value.every(isText),
}

/** One of the words of `words`. */
export function oneOf(words: readonly string[]): OptionRule {
  return {
    expects: `one of ${words.map((word) => `'${word}'`).join(', ')}`,
    accepts: (value) => words.some((word) => word === value),
  }
}

/** An array that may hold only the words of `words`. */
export function listOf(words: readonly string[]): OptionRule {
  return {
    expects: `an array of ${words.map((word) => `'${word}'`).join(', ')}`,
    accepts: (value) => Array.isArray(value) && value.every((item) => words.includes(item)),
  }
}

/** A whole number from `least` to `most`, both included. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): OptionRule {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
  return {
    expects: `a whole number ${range}`,
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  }
}

/** Whether the text can stand in a header, among others that a space parts. */
export function isPrintable(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
