import { describeContract } from './describe-contract.ts'
import { KOA } from './koa.ts'

KOA.forEach(describeContract)
