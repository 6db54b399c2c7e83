import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import type { Projection } from '../../authorization/projection.js';
import type { RowFilter } from '../../authorization/rows.js';
import { Fields, MayChange } from '../../authorization/type-graphql.js';
import type { Context } from '../../context.js';
import { Authorized, Subject } from '../../policy.js';
import { checkInput } from '../checked-input.js';
import { changePerson } from '../people/change-person.js';
import { createPerson } from '../people/create-person.js';
import {
  CreateContractorInput, UpdateContractorInput, contractorChange, newContractor,
} from './contractor.inputs.js'; // prettier-ignore
import { Contractor } from './contractor.type.js';

/** Changes of contractors. */
@Resolver(() => Contractor)
export class ContractorResolver {
  @Authorized('HR')
  @Mutation(() => Contractor, { nullable: true })
  createContractor(
    @Arg('input', () => CreateContractorInput) input: CreateContractorInput,
    @Ctx() context: Context,
    @Fields() fields: Projection,
  ) {
    return createPerson('CONTRACTOR', checkInput(newContractor, input, 'input'), fields, context);
  }

  @Authorized('HR')
  @Subject(() => Contractor, 'id')
  @Mutation(() => Contractor, { nullable: true })
  updateContractor(
    @Arg('id', () => ID) id: string,
    @Arg('input', () => UpdateContractorInput) input: UpdateContractorInput,
    @Ctx() context: Context,
    @Fields() fields: Projection,
    @MayChange() rows: RowFilter,
  ) {
    const { version, ...change } = checkInput(contractorChange, input, 'input');
    return changePerson({ id, kind: 'CONTRACTOR', version, rows }, change, fields, context);
  }
}
