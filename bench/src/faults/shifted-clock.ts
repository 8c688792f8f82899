const RealDate = Date
const realPerformanceNow = performance.now.bind(performance)
let aheadMs = 0

class ShiftedDate extends RealDate {
  constructor(...given: readonly [] | readonly [string | number]) {
    super(...((given.length === 0 ? [ShiftedDate.now()] : given) as [number]))
  }

  static override now(): number {
    return RealDate.now() + aheadMs
  }
}

/**
 * Puts clocks into this process that can be moved: every library then keeps its own default times, and ten minutes cost
 * nothing. Timers and `process.hrtime` stay as they are. To be called before a library is loaded.
 */
export function installShiftedClock(): void {
  globalThis.Date = ShiftedDate as DateConstructor
  performance.now = () => realPerformanceNow() + aheadMs
}

export function advanceClock(seconds: number): void {
  aheadMs += seconds * 1000
}
