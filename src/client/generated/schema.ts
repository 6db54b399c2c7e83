export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** YYYY-MM-DD */
  Date: { input: string; output: string; }
  /** RFC 3339, UTC, milliseconds */
  DateTime: { input: string; output: string; }
  /** A whole number within ±(2^53 − 1) */
  SafeInt: { input: number; output: number; }
};

export type AccessCheck = {
  /** A schema coordinate: Employee.salary, Query.employees(orderBy:), EmployeeFilter.salaryAtLeast, EmployeeOrderField.SALARY */
  readonly coordinate: Scalars['String']['input'];
  /** The record, where a relation decides. */
  readonly id?: InputMaybe<Scalars['ID']['input']>;
};

export type AccessDecision = {
  readonly allowed: Scalars['Boolean']['output'];
  readonly coordinate: Scalars['String']['output'];
  readonly id?: Maybe<Scalars['ID']['output']>;
};

export type AuditEvent = {
  readonly actorId?: Maybe<Scalars['ID']['output']>;
  readonly address?: Maybe<Scalars['String']['output']>;
  readonly at: Scalars['DateTime']['output'];
  readonly coordinate?: Maybe<Scalars['String']['output']>;
  /** Of the address typed, where no account is known: a keyed hash. */
  readonly emailHash?: Maybe<Scalars['String']['output']>;
  /** A name of the OWASP Logging Vocabulary. */
  readonly event: Scalars['String']['output'];
  readonly id: Scalars['ID']['output'];
  readonly level: AuditLevel;
  readonly outcome: AuditOutcome;
  /** At most 1,000. */
  readonly recordIds: ReadonlyArray<Scalars['ID']['output']>;
  readonly requestId: Scalars['ID']['output'];
  /** Where the session was begun, if another used it. */
  readonly sessionAddress?: Maybe<Scalars['String']['output']>;
  readonly sessionId?: Maybe<Scalars['ID']['output']>;
};

export type AuditEventConnection = {
  readonly edges: ReadonlyArray<AuditEventEdge>;
  readonly nodes: ReadonlyArray<AuditEvent>;
  readonly pageInfo: PageInfo;
  /** The rows that this viewer can page through with this filter; null above 10,000. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type AuditEventEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: AuditEvent;
};

export type AuditFilter = {
  readonly actorId?: InputMaybe<Scalars['ID']['input']>;
  readonly coordinate?: InputMaybe<Scalars['String']['input']>;
  readonly event?: InputMaybe<Scalars['String']['input']>;
  /** The first moment. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** One of those that the event is about. */
  readonly recordId?: InputMaybe<Scalars['ID']['input']>;
  /** The moment after the last. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

export type AuditLevel =
  | 'CRITICAL'
  | 'INFO'
  | 'WARN';

export type AuditOutcome =
  | 'ALLOWED'
  | 'DENIED'
  | 'FAILED'
  | 'SUCCEEDED';

export type AuthPayload = {
  readonly accessToken: Scalars['String']['output'];
  /** Seconds. */
  readonly expiresIn: Scalars['Int']['output'];
  /** Null in cookie mode. */
  readonly refreshToken?: Maybe<Scalars['String']['output']>;
  readonly tokenType: Scalars['String']['output'];
  readonly user: User;
};

export type Contractor = Person & {
  readonly agency?: Maybe<Scalars['String']['output']>;
  readonly birthDate?: Maybe<Scalars['Date']['output']>;
  readonly contractEndsOn?: Maybe<Scalars['Date']['output']>;
  readonly dayRate?: Maybe<Money>;
  readonly department?: Maybe<Department>;
  readonly email?: Maybe<Scalars['String']['output']>;
  readonly homeAddress?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly manager?: Maybe<Employee>;
  readonly name: Scalars['String']['output'];
  readonly personalEmail?: Maybe<Scalars['String']['output']>;
  readonly phone?: Maybe<Scalars['String']['output']>;
  /** Raised by every change; give it back to change only what you saw. */
  readonly version: Scalars['Int']['output'];
};

export type CreateContractorInput = {
  readonly agency: Scalars['String']['input'];
  readonly contractEndsOn: Scalars['Date']['input'];
  readonly dayRateAmount?: InputMaybe<Scalars['SafeInt']['input']>;
  readonly departmentId: Scalars['ID']['input'];
  readonly email: Scalars['String']['input'];
  readonly managerId?: InputMaybe<Scalars['ID']['input']>;
  readonly name: Scalars['String']['input'];
  readonly phone?: InputMaybe<Scalars['String']['input']>;
};

export type CreateDepartmentInput = {
  readonly budgetAmount?: InputMaybe<Scalars['SafeInt']['input']>;
  readonly headId?: InputMaybe<Scalars['ID']['input']>;
  readonly name: Scalars['String']['input'];
};

export type CreateEmployeeInput = {
  readonly bankAccount?: InputMaybe<Scalars['String']['input']>;
  readonly birthDate?: InputMaybe<Scalars['Date']['input']>;
  readonly departmentId: Scalars['ID']['input'];
  readonly email: Scalars['String']['input'];
  readonly hiredOn: Scalars['Date']['input'];
  readonly homeAddress?: InputMaybe<Scalars['String']['input']>;
  readonly jobTitle: Scalars['String']['input'];
  readonly managerId?: InputMaybe<Scalars['ID']['input']>;
  readonly name: Scalars['String']['input'];
  readonly nationalId?: InputMaybe<Scalars['String']['input']>;
  readonly notes?: InputMaybe<Scalars['String']['input']>;
  readonly personalEmail?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly salaryAmount?: InputMaybe<Scalars['SafeInt']['input']>;
};

export type CreateReviewInput = {
  readonly comments?: InputMaybe<Scalars['String']['input']>;
  readonly employeeId: Scalars['ID']['input'];
  readonly period: Scalars['String']['input'];
  readonly privateNotes?: InputMaybe<Scalars['String']['input']>;
  readonly rating: Scalars['Int']['input'];
};

export type Department = {
  readonly budget?: Maybe<Money>;
  readonly head?: Maybe<Employee>;
  readonly headcount?: Maybe<Scalars['Int']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly members?: Maybe<PersonConnection>;
  readonly name: Scalars['String']['output'];
  /** Of the employees who work here and whose salary is known; null without any. */
  readonly salaryStatistics?: Maybe<SalaryStatistics>;
  /** Raised by every change; give it back to change only what you saw. */
  readonly version: Scalars['Int']['output'];
};


export type DepartmentMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Employee = Person & {
  readonly bankAccount?: Maybe<Scalars['String']['output']>;
  readonly birthDate?: Maybe<Scalars['Date']['output']>;
  readonly department?: Maybe<Department>;
  readonly email?: Maybe<Scalars['String']['output']>;
  readonly endedOn?: Maybe<Scalars['Date']['output']>;
  readonly hiredOn?: Maybe<Scalars['Date']['output']>;
  readonly homeAddress?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly jobTitle?: Maybe<Scalars['String']['output']>;
  readonly manager?: Maybe<Employee>;
  readonly name: Scalars['String']['output'];
  readonly nationalId?: Maybe<Scalars['String']['output']>;
  readonly notes?: Maybe<Scalars['String']['output']>;
  readonly personalEmail?: Maybe<Scalars['String']['output']>;
  readonly phone?: Maybe<Scalars['String']['output']>;
  readonly reports?: Maybe<EmployeeConnection>;
  readonly reviews?: Maybe<ReviewConnection>;
  readonly salary?: Maybe<Money>;
  /** Raised by every change; give it back to change only what you saw. */
  readonly version: Scalars['Int']['output'];
};


export type EmployeeReportsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type EmployeeReviewsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type EmployeeConnection = {
  readonly edges: ReadonlyArray<EmployeeEdge>;
  readonly nodes: ReadonlyArray<Employee>;
  readonly pageInfo: PageInfo;
  /** The rows that this viewer can page through with this filter; null above 10,000. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type EmployeeEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: Employee;
};

export type EmployeeFilter = {
  readonly departmentId?: InputMaybe<Scalars['ID']['input']>;
  readonly hiredAfter?: InputMaybe<Scalars['Date']['input']>;
  readonly hiredBefore?: InputMaybe<Scalars['Date']['input']>;
  readonly jobTitle?: InputMaybe<Scalars['String']['input']>;
  readonly managerId?: InputMaybe<Scalars['ID']['input']>;
  readonly nameStartsWith?: InputMaybe<Scalars['String']['input']>;
  readonly salaryAtLeast?: InputMaybe<Scalars['SafeInt']['input']>;
  readonly salaryAtMost?: InputMaybe<Scalars['SafeInt']['input']>;
};

export type EmployeeOrder = {
  readonly direction?: OrderDirection;
  readonly field?: EmployeeOrderField;
};

export type EmployeeOrderField =
  | 'HIRED_ON'
  | 'NAME'
  | 'SALARY';

/** Minor units of the company's currency (CURRENCY, ISO 4217). */
export type Money = {
  readonly amount: Scalars['SafeInt']['output'];
  readonly currency: Scalars['String']['output'];
};

export type Mutation = {
  readonly acknowledgeReview?: Maybe<Review>;
  /** Ends all sessions of the account, and begins one for the caller. */
  readonly changePassword?: Maybe<AuthPayload>;
  readonly createContractor?: Maybe<Contractor>;
  readonly createDepartment?: Maybe<Department>;
  readonly createEmployee?: Maybe<Employee>;
  readonly createReview?: Maybe<Review>;
  readonly disableUser?: Maybe<User>;
  readonly enableUser?: Maybe<User>;
  /** on: the first day on which the person no longer works here. */
  readonly endEmployment?: Maybe<Person>;
  readonly login?: Maybe<AuthPayload>;
  /** Ends the session of the refresh token, or else of the access token; true also for junk. */
  readonly logout?: Maybe<Scalars['Boolean']['output']>;
  /** How many sessions it ended, the own one included. */
  readonly logoutEverywhere?: Maybe<Scalars['Int']['output']>;
  readonly refresh?: Maybe<AuthPayload>;
  /** True also for a session that is over. */
  readonly revokeSession?: Maybe<Scalars['Boolean']['output']>;
  readonly setUserRoles?: Maybe<User>;
  readonly submitReview?: Maybe<Review>;
  readonly updateContractor?: Maybe<Contractor>;
  readonly updateDepartment?: Maybe<Department>;
  readonly updateEmployee?: Maybe<Employee>;
};


export type MutationAcknowledgeReviewArgs = {
  id: Scalars['ID']['input'];
};


export type MutationChangePasswordArgs = {
  current: Scalars['String']['input'];
  new: Scalars['String']['input'];
};


export type MutationCreateContractorArgs = {
  input: CreateContractorInput;
};


export type MutationCreateDepartmentArgs = {
  input: CreateDepartmentInput;
};


export type MutationCreateEmployeeArgs = {
  input: CreateEmployeeInput;
};


export type MutationCreateReviewArgs = {
  input: CreateReviewInput;
};


export type MutationDisableUserArgs = {
  id: Scalars['ID']['input'];
};


export type MutationEnableUserArgs = {
  id: Scalars['ID']['input'];
};


export type MutationEndEmploymentArgs = {
  id: Scalars['ID']['input'];
  on: Scalars['Date']['input'];
};


export type MutationLoginArgs = {
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};


export type MutationLogoutArgs = {
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};


export type MutationRefreshArgs = {
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};


export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSetUserRolesArgs = {
  id: Scalars['ID']['input'];
  roles: ReadonlyArray<Role>;
};


export type MutationSubmitReviewArgs = {
  id: Scalars['ID']['input'];
};


export type MutationUpdateContractorArgs = {
  id: Scalars['ID']['input'];
  input: UpdateContractorInput;
};


export type MutationUpdateDepartmentArgs = {
  id: Scalars['ID']['input'];
  input: UpdateDepartmentInput;
};


export type MutationUpdateEmployeeArgs = {
  id: Scalars['ID']['input'];
  input: UpdateEmployeeInput;
};

export type OrderDirection =
  | 'ASC'
  | 'DESC';

export type PageInfo = {
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type Person = {
  readonly birthDate?: Maybe<Scalars['Date']['output']>;
  readonly department?: Maybe<Department>;
  readonly email?: Maybe<Scalars['String']['output']>;
  readonly homeAddress?: Maybe<Scalars['String']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly manager?: Maybe<Employee>;
  readonly name: Scalars['String']['output'];
  readonly personalEmail?: Maybe<Scalars['String']['output']>;
  readonly phone?: Maybe<Scalars['String']['output']>;
};

export type PersonConnection = {
  readonly edges: ReadonlyArray<PersonEdge>;
  readonly nodes: ReadonlyArray<Person>;
  readonly pageInfo: PageInfo;
  /** The rows that this viewer can page through with this filter; null above 10,000. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type PersonEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: Person;
};

export type Query = {
  /** Newest first. */
  readonly auditEvents?: Maybe<AuditEventConnection>;
  readonly department?: Maybe<Department>;
  /** At most 200. */
  readonly departments?: Maybe<ReadonlyArray<Department>>;
  readonly employee?: Maybe<Employee>;
  readonly employees?: Maybe<EmployeeConnection>;
  /** The signed-in account. */
  readonly me?: Maybe<User>;
  /** Reviews that the viewer has begun and not submitted. */
  readonly myDrafts?: Maybe<ReviewConnection>;
  readonly mySessions?: Maybe<ReadonlyArray<Session>>;
  readonly person?: Maybe<Person>;
  /** By name, e-mail address, job title, agency and name of department: each word, of 2 to 64 characters, has to be the beginning of one of theirs, in any case and with or without accents. Departments first, then people, by name. */
  readonly search?: Maybe<ReadonlyArray<SearchResult>>;
  readonly serverInfo: ServerInfo;
  readonly user?: Maybe<User>;
  readonly users?: Maybe<UserConnection>;
  readonly viewerCan?: Maybe<ReadonlyArray<AccessDecision>>;
};


export type QueryAuditEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryDepartmentArgs = {
  id: Scalars['ID']['input'];
};


export type QueryEmployeeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryEmployeesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EmployeeFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<EmployeeOrder>;
};


export type QueryMyDraftsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPersonArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySearchArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  text: Scalars['String']['input'];
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryViewerCanArgs = {
  checks: ReadonlyArray<AccessCheck>;
};

/** On a review, self and manager are those of the employee reviewed, and hold once it is submitted. */
export type Review = {
  readonly author?: Maybe<Employee>;
  readonly comments?: Maybe<Scalars['String']['output']>;
  readonly employee?: Maybe<Employee>;
  readonly id: Scalars['ID']['output'];
  readonly period?: Maybe<Scalars['String']['output']>;
  readonly privateNotes?: Maybe<Scalars['String']['output']>;
  /** From 1 to 5. */
  readonly rating?: Maybe<Scalars['Int']['output']>;
  readonly status?: Maybe<ReviewStatus>;
};

export type ReviewConnection = {
  readonly edges: ReadonlyArray<ReviewEdge>;
  readonly nodes: ReadonlyArray<Review>;
  readonly pageInfo: PageInfo;
  /** The rows that this viewer can page through with this filter; null above 10,000. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type ReviewEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: Review;
};

export type ReviewStatus =
  | 'ACKNOWLEDGED'
  | 'DRAFT'
  | 'SUBMITTED';

export type Role =
  | 'ADMIN'
  | 'AUDITOR'
  | 'EMPLOYEE'
  | 'HR';

export type SalaryStatistics = {
  readonly count: Scalars['Int']['output'];
  readonly mean: Money;
  readonly median: Money;
};

export type SearchResult = Contractor | Department | Employee;

export type ServerInfo = {
  readonly name: Scalars['String']['output'];
  readonly version: Scalars['String']['output'];
};

export type Session = {
  readonly address?: Maybe<Scalars['String']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly current: Scalars['Boolean']['output'];
  readonly expiresAt: Scalars['DateTime']['output'];
  readonly id: Scalars['ID']['output'];
  readonly lastUsedAt: Scalars['DateTime']['output'];
  readonly userAgent?: Maybe<Scalars['String']['output']>;
};

/** Absent leaves a field as it is, null clears it. */
export type UpdateContractorInput = {
  readonly agency?: InputMaybe<Scalars['String']['input']>;
  readonly contractEndsOn?: InputMaybe<Scalars['Date']['input']>;
  readonly dayRateAmount?: InputMaybe<Scalars['SafeInt']['input']>;
  readonly departmentId?: InputMaybe<Scalars['ID']['input']>;
  readonly managerId?: InputMaybe<Scalars['ID']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** Absent leaves a field as it is, null clears it. */
export type UpdateDepartmentInput = {
  readonly budgetAmount?: InputMaybe<Scalars['SafeInt']['input']>;
  readonly headId?: InputMaybe<Scalars['ID']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** Absent leaves a field as it is, null clears it. */
export type UpdateEmployeeInput = {
  readonly bankAccount?: InputMaybe<Scalars['String']['input']>;
  readonly birthDate?: InputMaybe<Scalars['Date']['input']>;
  readonly departmentId?: InputMaybe<Scalars['ID']['input']>;
  readonly homeAddress?: InputMaybe<Scalars['String']['input']>;
  readonly jobTitle?: InputMaybe<Scalars['String']['input']>;
  readonly managerId?: InputMaybe<Scalars['ID']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly nationalId?: InputMaybe<Scalars['String']['input']>;
  readonly notes?: InputMaybe<Scalars['String']['input']>;
  readonly personalEmail?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly salaryAmount?: InputMaybe<Scalars['SafeInt']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

export type User = {
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  readonly email?: Maybe<Scalars['String']['output']>;
  readonly enabled?: Maybe<Scalars['Boolean']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** The person whose account this is. */
  readonly person?: Maybe<Person>;
  readonly roles?: Maybe<ReadonlyArray<Role>>;
  readonly sessions?: Maybe<ReadonlyArray<Session>>;
};

export type UserConnection = {
  readonly edges: ReadonlyArray<UserEdge>;
  readonly nodes: ReadonlyArray<User>;
  readonly pageInfo: PageInfo;
  /** The rows that this viewer can page through with this filter; null above 10,000. */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

export type UserEdge = {
  readonly cursor: Scalars['String']['output'];
  readonly node: User;
};

export type UserFilter = {
  readonly emailStartsWith?: InputMaybe<Scalars['String']['input']>;
  readonly enabled?: InputMaybe<Scalars['Boolean']['input']>;
  readonly role?: InputMaybe<Role>;
};
