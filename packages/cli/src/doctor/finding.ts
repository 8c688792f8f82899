/** Something that is wrong or will go wrong, and what to do about it. */
export interface Finding {
  /** Its name, for programs. */
  readonly name: string
  /** One sentence, lower case, no full stop. */
  readonly sentence: string
  readonly remedy: string
}

/** What one look brought. */
export interface Look {
  /** What was looked at: `keys`. */
  readonly at: string
  /** What was seen, in a line; undefined where there was nothing to see. */
  readonly seen?: string | undefined
  readonly findings: readonly Finding[]
}
