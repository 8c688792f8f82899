import { describeContract } from './describe-contract.ts'
import { GATE } from './gate.ts'

describeContract(GATE)
