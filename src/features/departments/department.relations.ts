import { head } from '../../policy.js';
import { ownPerson } from '../people/person.relations.js';
import type { DepartmentRecord } from './department.repository.js';

head.on<DepartmentRecord>('Department', ({ facts }) => ({ headId: facts(ownPerson) }));
