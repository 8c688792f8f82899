/** When a key was made and from when it signs, in epoch seconds. */
export interface KeyTimes {
  readonly createdAt: number
  readonly signsFrom: number
}

/** How keys follow each other. */
export interface KeyPlan {
  /** How long a key signs. */
  readonly rotateSeconds: number
  /** How long others keep the published set. */
  readonly jwksLifetimeSeconds: number
}

/**
 * How long a key stays published after another one took over: a minute until the last it signed has expired, another one
 * for the clocks of those who verify, and a third for a process that noticed late.
 */
const AFTERGLOW_SECONDS = 180

/** When a key that is made now may sign: whoever kept the set without it has asked again by then, twice. */
export function signsFrom(now: number, { jwksLifetimeSeconds }: KeyPlan): number {
  return now + 2 * jwksLifetimeSeconds
}

/** The key that signs: the newest whose time has come. Where a clock was set back and there is none, the oldest. */
export function findSigner<K extends KeyTimes>(keys: readonly K[], now: number): K {
  const [first, ...others] = keys.toSorted(byTime)
  if (first === undefined) throw new TypeError('there is no key')
  return others.findLast((key) => key.signsFrom <= now) ?? first
}

/** Leaves out the keys of which nothing can be valid any more. */
export function withoutOutlived<K extends KeyTimes>(keys: readonly K[], now: number): readonly K[] {
  const sorted = keys.toSorted(byTime)
  return sorted.filter((_, index) => {
    const next = sorted[index + 1]
    return next === undefined || next.signsFrom + AFTERGLOW_SECONDS > now
  })
}

/** Whether it is time to make the next key, so that it can take over when the newest has signed for long enough. */
export function isKeyDue(keys: readonly KeyTimes[], now: number, plan: KeyPlan): boolean {
  // A clock that ran ahead may have made keys for a time to come: they must not keep others away until then. Where all are
  // from there, it is this clock that is wrong.
  const made = keys.filter((key) => key.createdAt <= now + MOST_AHEAD_SECONDS)
  const newest = Math.max(...(made.length === 0 ? keys : made).map((key) => key.signsFrom))
  // One key waits at a time, however short the rotation is.
  const lead = Math.min(2 * plan.jwksLifetimeSeconds, plan.rotateSeconds)
  return now >= newest + plan.rotateSeconds - lead
}

/** How far the clocks of those who share a file may differ. */
const MOST_AHEAD_SECONDS = 300

function byTime(one: KeyTimes, other: KeyTimes): number {
  return one.signsFrom - other.signsFrom
}
