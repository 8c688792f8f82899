import { describeContract } from './describe-contract.ts'
import { HONO } from './hono.ts'

describeContract(HONO)
