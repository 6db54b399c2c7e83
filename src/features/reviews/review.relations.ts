// On a review, self and manager are those of the employee reviewed, and hold once it is submitted.
import { author, manager, other, self } from '../../policy.js';
import { ownPerson, peopleBelow } from '../people/person.relations.js';
import { submitted } from './review.repository.js';
import type { ReviewRecord } from './review.repository.js';

const once = { in: submitted };

self.on<ReviewRecord>('Review', ({ facts }) => ({ employeeId: facts(ownPerson), status: once }));
manager.on<ReviewRecord>('Review', ({ facts }) => ({ employeeId: { in: facts(peopleBelow) }, status: once }));
author.on<ReviewRecord>('Review', ({ facts }) => ({ authorId: facts(ownPerson) }));
other.on<ReviewRecord>('Review', ({ facts }) => ({ employeeId: { ne: facts(ownPerson) } }));
