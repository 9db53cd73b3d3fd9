/** Made by `node scripts/generate-api.ts` from the OpenAPI document: never edited by hand. */
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLeases"];
        put: operations["putLeases"];
        post?: never;
        delete: operations["deleteLeases"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postExplain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/protection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getProtection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAuditVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access-reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAccessReports"];
        put?: never;
        post: operations["postAccessReports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/access-reports/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postAccessReportsIdSettle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/log/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postLogSearch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOverrides"];
        put?: never;
        post: operations["postOverrides"];
        delete: operations["deleteOverrides"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lessons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLessons"];
        put?: never;
        post: operations["postLessons"];
        delete: operations["deleteLessons"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lessons/needs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postLessonsNeeds"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lessons/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLessonsUse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getExams"];
        put?: never;
        post: operations["postExams"];
        delete: operations["deleteExams"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exams/{id}/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getExamsIdRecords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suspensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSuspensions"];
        put?: never;
        post: operations["postSuspensions"];
        delete: operations["deleteSuspensions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/arrangements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getArrangements"];
        put?: never;
        post: operations["postArrangements"];
        delete: operations["deleteArrangements"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai-tools/use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAiToolsUse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ai-tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAiTools"];
        put: operations["putAiTools"];
        post?: never;
        delete: operations["deleteAiTools"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pupil-wifi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPupilWifi"];
        put: operations["putPupilWifi"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/personal-use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPersonalUse"];
        put: operations["putPersonalUse"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/personal-use/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPersonalUseReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/personal-use/report/weeks/{week}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPersonalUseReportWeeksWeek"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/personal-use/report/people/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPersonalUseReportPeoplePerson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSchools"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRecipients"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRequests"];
        put?: never;
        post: operations["postRequests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postRequestsIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postRequestsIdDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRequestsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{id}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postRequestsIdLook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postRequestsIdComments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPolicyDrafts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/drafts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPolicyDraftsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/drafts/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postPolicyDraftsIdApprove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/drafts/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postPolicyDraftsIdDecline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPolicy"];
        put: operations["putPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postPolicyDryRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postPolicyRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPolicyVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPolicyVersionsVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPolicyDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getClasses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["putPeopleImport"];
        post: operations["postPeopleImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTokens"];
        put?: never;
        post: operations["postTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteTokensId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getIncidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getIncidentsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postIncidentsIdAcknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postIncidentsIdAssign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postIncidentsIdNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postIncidentsIdMerge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postIncidentsIdVerdict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/escalate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postIncidentsIdEscalate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postIncidentsIdClose"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postIncidentsIdReopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/trends": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getIncidentsTrends"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/merge-candidates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getIncidentsIdMergeCandidates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/incidents/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getIncidentsIdExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocked-sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getBlockedSites"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bypass-suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getBypassSuggestions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postTry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPolicyReplays"];
        put?: never;
        post: operations["postPolicyReplays"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/replays/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPolicyReplaysId"];
        put?: never;
        post?: never;
        delete: operations["deletePolicyReplaysId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getLookups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getTeach"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teach/exams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postTeachExams"];
        delete: operations["deleteTeachExams"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/concerns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postConcerns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSetup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postSetupConfiguration"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schools/{id}/test-alert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postSchoolsIdTestAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/known-gaps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getKnownGaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getReviews"];
        put?: never;
        post: operations["postReviews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getReviewsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/sections/{section}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["putReviewsIdSectionsSection"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postReviewsIdActions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/actions/{action}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postReviewsIdActionsActionDone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/sign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postReviewsIdSign"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postReviewsIdWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reviews/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getReviewsIdDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/open-actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOpenActions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/self-tests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSelfTests"];
        put?: never;
        post: operations["postSelfTests"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/announcements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAnnouncements"];
        put?: never;
        post: operations["postAnnouncements"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSession"];
        put?: never;
        post: operations["postSession"];
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postSessionTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/totp/enrolment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postSessionTotpEnrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/totp/enrolment/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postSessionTotpEnrolmentConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postSessionPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/oidc/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSignInOidcIdStart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/oidc/{id}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSignInOidcIdCallback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteSessionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getAccounts"];
        put?: never;
        post: operations["postAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["deleteAccountsName"];
        options?: never;
        head?: never;
        patch: operations["patchAccountsName"];
        trace?: never;
    };
    "/api/v1/accounts/{name}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["postAccountsNameReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getLeases: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    putLeases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ip: string;
                    user: string;
                    computer: string;
                    /** @enum {unknown} */
                    group?: "infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified";
                    school?: string;
                    ttlSeconds: number;
                }[];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                    };
                };
            };
        };
    };
    deleteLeases: {
        parameters: {
            query: {
                ip: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                    };
                };
            };
        };
    };
    postExplain: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    url: string;
                    user?: string;
                    ip?: string;
                    /** @enum {unknown} */
                    group?: "infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified";
                    at?: string;
                } | {
                    decision: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        explanation: {
                            /** @description the URL as far as it is visible, host and port of a CONNECT, or `sealed:<list>:<keyed hash>` */
                            target: string;
                            decidedBy: string;
                            /** @enum {unknown} */
                            action: "allow" | "block" | "coach";
                            /** @enum {unknown} */
                            rule: "policy-unavailable" | "sealed" | "support" | "locked" | "urgent-block" | "suspension" | "pupil-wifi" | "exam" | "override" | "group-allow" | "group-block" | "search-term" | "category" | "default" | "address-gate" | "protocol" | "identity" | "limit";
                            reason: string;
                            /**
                             * @description not blocked, because the category is only monitored for this group
                             * @enum {boolean}
                             */
                            wouldBlock?: true;
                            categories: ("child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support" | "uncategorised")[];
                            category: ("child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support" | "uncategorised") | null;
                            /** @enum {unknown} */
                            signal: "none" | "advisory" | "warning" | "danger";
                            theme: ("terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware") | null;
                            searchTerm?: string;
                            search?: {
                                words: string;
                                /** @description false: in a tunnel that is not inspected nobody sees the words */
                                isVisible: boolean;
                                /** @description the words as they were looked at: disguises and misspellings put right */
                                readings: string[];
                                terms: {
                                    /** @description id of the shipped list, or of the policy’s own */
                                    list: string;
                                    /** @enum {unknown} */
                                    category: "child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support" | "uncategorised";
                                    term: string;
                                    /** @enum {unknown} */
                                    kind: "closed" | "open";
                                    /** @enum {unknown} */
                                    signal: "none" | "advisory" | "warning" | "danger";
                                    /** @description the phrase by which the term does not count here */
                                    takenOutBy?: string;
                                }[];
                            };
                            /** @description the host dialled instead, for SafeSearch */
                            dialHost?: string;
                            rewrite?: {
                                /** @description false: in a tunnel that is not inspected nothing of the request can be changed */
                                isApplied: boolean;
                                /** @description parameters that are set, as `safe=active` */
                                query: string[];
                                /** @description headers that are set, as `YouTube-Restrict: Strict` */
                                headers: string[];
                            };
                            evidence: {
                                match?: {
                                    /** @enum {unknown} */
                                    category: "child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support" | "uncategorised";
                                    /** @description source id of the list */
                                    list: string;
                                    /** @description as listed, or `sealed:<list>:<keyed hash>` */
                                    entry: string;
                                    /** @enum {unknown} */
                                    kind: "exact" | "suffix" | "url" | "expression" | "address" | "sealed";
                                };
                                ref?: string;
                                entry?: string;
                            };
                            matches: {
                                /** @enum {unknown} */
                                category: "child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support" | "uncategorised";
                                /** @description source id of the list */
                                list: string;
                                /** @description as listed, or `sealed:<list>:<keyed hash>` */
                                entry: string;
                                /** @enum {unknown} */
                                kind: "exact" | "suffix" | "url" | "expression" | "address" | "sealed";
                            }[];
                            chain: {
                                /** @enum {unknown} */
                                rule: "policy-unavailable" | "sealed" | "support" | "locked" | "urgent-block" | "suspension" | "pupil-wifi" | "exam" | "override" | "group-allow" | "group-block" | "search-term" | "category" | "default" | "address-gate" | "protocol" | "identity" | "limit";
                                /** @enum {unknown} */
                                outcome: "passed-over" | "won" | "would-allow" | "would-block" | "would-coach" | "not-asked";
                                /** @description one sentence: the reason of its answer, or why it has none */
                                detail: string;
                            }[];
                            wouldChange: {
                                /** @description what would have to be different, as a phrase after "with" */
                                change: string;
                                /** @enum {unknown} */
                                action: "allow" | "block" | "coach";
                                /** @enum {unknown} */
                                rule: "policy-unavailable" | "sealed" | "support" | "locked" | "urgent-block" | "suspension" | "pupil-wifi" | "exam" | "override" | "group-allow" | "group-block" | "search-term" | "category" | "default" | "address-gate" | "protocol" | "identity" | "limit";
                            }[];
                            identity: {
                                username: string | null;
                                computer: string | null;
                                school: string | null;
                                /** @enum {unknown} */
                                group: "infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified";
                                /** @enum {unknown} */
                                attribution: "proxy-auth" | "lease" | "radius" | "portal" | "network" | "none";
                            };
                            /** @description ISO 8601, UTC */
                            at: string;
                            /** @description what clocks in London show */
                            localTime: string;
                            schedules: string[];
                            nextBoundary: string | null;
                            policyVersion: string;
                            listVersion: string;
                        };
                        recorded?: {
                            action: string;
                            rule: string;
                            reason: string;
                            time: string;
                        };
                        notes: string[];
                    };
                };
            };
        };
    };
    getProtection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description EpochMs */
                        at: number;
                        listVersion: string | null;
                        classes: {
                            /** @enum {unknown} */
                            class: "sealed-child-abuse" | "sealed-terrorist" | "terrorism-extremism" | "pornography" | "malware" | "self-harm" | "circumvention";
                            title: string;
                            /** @enum {unknown} */
                            status: "protected" | "stale" | "missing";
                            /** @description of the sources below */
                            entries: number;
                            /** @description sealed entries that name single pages of secure sites which nobody opens: inspection is off, or the list does not mark its hosts */
                            undecidable: number;
                            /** @description since the last successful check of the freshest source */
                            ageMs: number | null;
                            sources: {
                                id: string;
                                entries: number;
                                checkedAt: number | null;
                                ageMs: number | null;
                                status: string;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query: {
                /** @description a sequence; the same as cursor. With order=newest, the rows before it */
                after?: number;
                cursor?: string;
                /** @description which rows come first */
                order: "oldest" | "newest";
                limit: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAuditVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        intact: boolean;
                        firstBroken: null | number;
                        reason: null | string;
                        entries: number;
                        anchors: number;
                        /** @description up to where ends of the chain that are kept outside the database vouch for it */
                        anchoredTo: number;
                        warning: null | string;
                    };
                };
            };
        };
    };
    getAccessReports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            at: string;
                            by: null | string;
                            role: string;
                            school: null | string;
                            what: null | string;
                            words: null | string;
                            settled: null | {
                                at: string;
                                by: null | string;
                                words: null | string;
                            };
                        }[];
                    };
                };
            };
        };
    };
    postAccessReports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description what is shown that should not be: where it is, without repeating it */
        requestBody: {
            content: {
                "application/json": {
                    what: string;
                    words?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        at: string;
                        by: null | string;
                        role: string;
                        school: null | string;
                        what: null | string;
                        words: null | string;
                        settled: null | {
                            at: string;
                            by: null | string;
                            words: null | string;
                        };
                    };
                };
            };
        };
    };
    postAccessReportsIdSettle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    words: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        at: string;
                        by: null | string;
                        role: string;
                        school: null | string;
                        what: null | string;
                        words: null | string;
                        settled: null | {
                            at: string;
                            by: null | string;
                            words: null | string;
                        };
                    };
                };
            };
        };
    };
    postLogSearch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getOverrides: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postOverrides: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    hosts?: string[];
                    url?: string;
                    /** @description whom it is for */
                    scope: {
                        /** @enum {unknown} */
                        kind: "person" | "class" | "group" | "school" | "trust";
                        id?: string;
                    };
                    until?: null | string;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                        warnings: string[];
                    };
                };
            };
        };
    };
    deleteOverrides: {
        parameters: {
            query: {
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                    };
                };
            };
        };
    };
    getLessons: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postLessons: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    class: string;
                    service?: string;
                    url?: string;
                    hosts?: string[];
                    /** @description further hosts that it needs */
                    also?: string[];
                    until?: null | string;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        class: string;
                        hosts: string[];
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                        warnings: string[];
                    };
                };
            };
        };
    };
    deleteLessons: {
        parameters: {
            query: {
                id: string;
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                    };
                };
            };
        };
    };
    postLessonsNeeds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    class: string;
                    url: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        service: null | string;
                        title: null | string;
                        problem: null | {
                            /** @enum {unknown} */
                            code: "sealed" | "locked" | "address" | "unreachable" | "too-slow" | "too-many-redirects" | "not-a-page";
                            words: string;
                        };
                        /** @description hosts that the page loads from and that are closed to somebody of the class; for "also" of POST /api/v1/lessons */
                        hosts: {
                            host: string;
                            loads: ("page" | "script" | "style" | "picture" | "media" | "frame" | "other")[];
                            categories: string[];
                        }[];
                        /** @description how many more no grant opens */
                        closed: number;
                    };
                };
            };
        };
    };
    getLessonsUse: {
        parameters: {
            query: {
                days: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        days: number;
                        /** @description false when there was not time to read all of those days */
                        complete: boolean;
                        items: {
                            id: string;
                            class: string;
                            hosts: string[];
                            by: string;
                            reason: string;
                            from: string;
                            until: string;
                            /** @description that it let through */
                            requests: number;
                            people: number;
                        }[];
                    };
                };
            };
        };
    };
    getExams: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
                /** @description those that have ended too, for as long as routine records are kept */
                ended?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postExams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description every part that is given must fit; computers are beginnings of names, networks those of the configuration */
                    audience: {
                        groups?: ("infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified")[];
                        schools?: string[];
                        classes?: string[];
                        people?: string[];
                        computers?: string[];
                        networks?: string[];
                    };
                    /** @description ISO 8601; without an offset it is London time */
                    from?: string;
                    /** @description ISO 8601; without an offset it is London time */
                    until: string;
                    closed?: ("child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support")[];
                    allowListOnly?: boolean;
                    sites?: string[];
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        from: string;
                        until: string;
                        warnings: string[];
                    };
                };
            };
        };
    };
    deleteExams: {
        parameters: {
            query: {
                id: string;
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                    };
                };
            };
        };
    };
    getExamsIdRecords: {
        parameters: {
            query: {
                format: "csv" | "jsonl";
                reference: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description text/csv, or application/jsonl: an access record a line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
        };
    };
    getSuspensions: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
                /** @description those that have ended too, for as long as routine records are kept */
                ended?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postSuspensions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    person: string;
                    /** @description ISO 8601; without an offset it is London time */
                    from?: string;
                    /** @description ISO 8601; without an offset it is London time */
                    until: string;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        from: string;
                        until: string;
                        warnings: string[];
                    };
                };
            };
        };
    };
    deleteSuspensions: {
        parameters: {
            query: {
                id: string;
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                    };
                };
            };
        };
    };
    getArrangements: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
                /** @description those that have ended too, for as long as routine records are kept */
                ended?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postArrangements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    person: string;
                    sites?: string[];
                    categories?: ("child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support")[];
                    /** @description ISO 8601; without an offset it is London time */
                    from?: string;
                    until?: null | string;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        from: string;
                        until: string;
                        warnings: string[];
                    };
                };
            };
        };
    };
    deleteArrangements: {
        parameters: {
            query: {
                id: string;
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                    };
                };
            };
        };
    };
    getAiToolsUse: {
        parameters: {
            query: {
                days: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getAiTools: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    putAiTools: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    id: string;
                    hosts: string[];
                    approver: string;
                    name: string;
                    /** @enum {unknown} */
                    minimumGroup?: "infants" | "juniors" | "seniors" | "sixth-form" | "staff";
                    /** @description school year; 0 is Reception, 14 is adults only */
                    minimumYear?: number;
                    /** @description a licensed partner, as against approved for use */
                    licensed: boolean;
                    dpia: string;
                    /** @description ISO 8601; without an offset it is London time */
                    expires: string;
                    /** @description remind whoever opens it, once a day, of what does not belong in it */
                    reminder?: boolean;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        from: string;
                        until: string;
                        warnings: string[];
                    };
                };
            };
        };
    };
    deleteAiTools: {
        parameters: {
            query: {
                id: string;
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                    };
                };
            };
        };
    };
    getPupilWifi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    putPupilWifi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    school?: string;
                    permitted: boolean;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        school: string;
                        permitted: boolean;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        warnings: string[];
                    };
                };
            };
        };
    };
    getPersonalUse: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description false: the policy gives staff no time for personal use */
                        available: boolean;
                        withdrawn: {
                            person: string;
                            since: string;
                            by: string;
                            reason: string;
                        }[];
                    };
                };
            };
        };
    };
    putPersonalUse: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    person: string;
                    permitted: boolean;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        person: string;
                        permitted: boolean;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        warnings: string[];
                    };
                };
            };
        };
    };
    getPersonalUseReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description false: nothing is counted */
                        enabled: boolean;
                        reason: null | string;
                        notice: null | {
                            text: string;
                            from: string;
                            dpia: string;
                        };
                        /** @description by category; what is not above it is not kept */
                        minutesAWeek: {
                            [key: string]: number;
                        };
                        workTime: {
                            days: string[];
                            from: string;
                            until: string;
                        }[];
                        keepWeeks: number;
                        weeks: {
                            week: string;
                            reckonedAt: string;
                            /** @description above a threshold */
                            people: number;
                        }[];
                    };
                };
            };
        };
    };
    getPersonalUseReportWeeksWeek: {
        parameters: {
            query: {
                reason: string;
            };
            header?: never;
            path: {
                /** @description its Monday */
                week: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        week: string;
                        reckonedAt: string;
                        /** @description by category */
                        minutesAWeek: {
                            [key: string]: number;
                        };
                        items: {
                            person: string;
                            school: null | string;
                            /** @description by category */
                            minutes: {
                                [key: string]: number;
                            };
                        }[];
                    };
                };
            };
        };
    };
    getPersonalUseReportPeoplePerson: {
        parameters: {
            query: {
                reason: string;
            };
            header?: never;
            path: {
                person: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        person: string;
                        items: {
                            week: string;
                            /** @description by category */
                            minutes: {
                                [key: string]: number;
                            };
                            /** @description by category */
                            minutesAWeek: {
                                [key: string]: number;
                            };
                        }[];
                    };
                };
            };
        };
    };
    getSchools: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            name: string;
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    getRecipients: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            school: null | string;
                            name: string;
                            alertsLive: null | boolean;
                            recipients: {
                                /** @enum {unknown} */
                                as: "dsl" | "deputy" | "headteacher" | "chair" | "it" | "on-call" | "trust-safeguarding-lead";
                                name: string;
                                email: string;
                            }[];
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    getRequests: {
        parameters: {
            query: {
                status?: ("open" | "awaiting-second" | "approved" | "declined")[];
                kind?: "unblock" | "block" | "ai-approval" | "research";
                /** @description true: only those whose time is over */
                overdue?: boolean;
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postRequests: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    kind: "unblock" | "block" | "ai-approval" | "research";
                    url: string;
                    reason: string;
                    requestedBy: string;
                    /** @description told of the answer */
                    email?: string;
                    school?: string;
                    urgent?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        status: string;
                        effect: string | null;
                        revision?: number;
                        /** @description true when every running worker has confirmed it */
                        inForce?: boolean;
                        waitingFor?: string[];
                        warnings?: string[];
                    };
                };
            };
        };
    };
    postRequestsIdApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description whom it is for */
                    scope: {
                        /** @enum {unknown} */
                        kind: "person" | "class" | "group" | "school" | "trust";
                        id?: string;
                    };
                    until?: null | string;
                    reason: string;
                    /** @description of an ai-approval: its entry in the register; from anybody but the Head of IT a proposal of one */
                    tool?: {
                        name: string;
                        /** @enum {unknown} */
                        minimumGroup?: "infants" | "juniors" | "seniors" | "sixth-form" | "staff";
                        /** @description school year; 0 is Reception, 14 is adults only */
                        minimumYear?: number;
                        /** @description a licensed partner, as against approved for use */
                        licensed: boolean;
                        dpia: string;
                        /** @description ISO 8601; without an offset it is London time */
                        expires: string;
                        /** @description remind whoever opens it, once a day, of what does not belong in it */
                        reminder?: boolean;
                        id?: string;
                        hosts?: string[];
                        approver?: string;
                    };
                    /** @description further hosts that the site needs */
                    also?: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        status: string;
                        effect: string | null;
                        revision?: number;
                        /** @description true when every running worker has confirmed it */
                        inForce?: boolean;
                        waitingFor?: string[];
                        warnings?: string[];
                    };
                };
            };
        };
    };
    postRequestsIdDecline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        status: string;
                        effect: string | null;
                        revision?: number;
                        /** @description true when every running worker has confirmed it */
                        inForce?: boolean;
                        waitingFor?: string[];
                        warnings?: string[];
                    };
                };
            };
        };
    };
    getRequestsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postRequestsIdLook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        at: string;
                        /** @description who looked, as in the audit log */
                        by: string;
                        problem: null | {
                            /** @enum {unknown} */
                            code: "sealed" | "locked" | "address" | "unreachable" | "too-slow" | "too-many-redirects" | "not-a-page";
                            words: string;
                        };
                        /** @description the address asked for, and each it redirected to */
                        addresses: string[];
                        status: null | number;
                        title: null | string;
                        description: null | string;
                        /** @description false where the page was longer than is read */
                        whole: boolean;
                        /** @description other hosts that the page loads from */
                        hosts: {
                            host: string;
                            loads: ("page" | "script" | "style" | "picture" | "media" | "frame" | "other")[];
                            categories: string[];
                            /** @enum {unknown} */
                            action: "allow" | "block" | "coach";
                            /** @description whether it may be opened by name, for a lesson or a time */
                            openable: boolean;
                        }[];
                        /** @description hosts on a statutory list among them, which are named nowhere */
                        unnamed: number;
                    };
                };
            };
        };
    };
    postRequestsIdComments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPolicyDrafts: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPolicyDraftsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postPolicyDraftsIdApprove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postPolicyDraftsIdDecline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPolicy: {
        parameters: {
            query?: {
                at?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    putPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description a policy document (docs/policy.md) */
                    document: unknown;
                    reason: string;
                    effectiveAt?: string;
                    /** @description what those affected are told of the change */
                    announcement?: {
                        text: string;
                        groups?: ("infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified")[];
                        /** @description made at once, and told afterwards */
                        emergency?: boolean;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postPolicyDryRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description a policy document (docs/policy.md) */
                    document: unknown;
                    days?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postPolicyRollback: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version: string;
                    reason: string;
                    /** @description what those affected are told of the change */
                    announcement?: {
                        text: string;
                        groups?: ("infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified")[];
                        /** @description made at once, and told afterwards */
                        emergency?: boolean;
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPolicyVersions: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPolicyVersionsVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPolicyDiff: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            title: string;
                            theme: null | string;
                            signal: string;
                            /** @description content, contact, conduct or commerce (KCSIE) */
                            riskArea: string;
                            /** @enum {unknown} */
                            tier: "sealed" | "locked" | "ordinary";
                        }[];
                    };
                };
            };
        };
    };
    getGroups: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description of the policy in force */
                        version: string;
                        items: {
                            id: string;
                            walledGarden: boolean;
                            safeSearch: string;
                            youtube: string;
                            keepQuery: boolean;
                            categories: {
                                id: string;
                                action: ("allow" | "monitor" | "coach" | "block" | "block-overridable") | {
                                    /** @enum {unknown} */
                                    action: "allow" | "monitor" | "coach" | "block" | "block-overridable";
                                    during: string;
                                    /** @enum {unknown} */
                                    otherwise: "allow" | "monitor" | "coach" | "block" | "block-overridable";
                                };
                                /**
                                 * @description what holds where the policy document says nothing
                                 * @enum {unknown}
                                 */
                                byDefault: "allow" | "monitor" | "coach" | "block" | "block-overridable";
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    getPeople: {
        parameters: {
            query: {
                name?: string;
                school?: string;
                group?: "infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified";
                class?: string;
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            name: string;
                            displayName: null | string;
                            group: string;
                            school: null | string;
                            role: null | string;
                            /** @description from the school records; false for who was entered by hand */
                            imported: boolean;
                            hasPassword: boolean;
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    getClasses: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
                school?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            name: string;
                            school: null | string;
                            /** @description how many; GET /api/v1/people?class= names them */
                            members: number;
                            teachers: string[];
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    putPeopleImport: {
        parameters: {
            query: {
                /** @description say what would be done and do nothing */
                dryRun: boolean;
                school?: string;
                removeMore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        format: "csv" | "oneroster";
                        dryRun: boolean;
                        school: null | string;
                        problems: {
                            file: null | string;
                            line: null | number;
                            message: string;
                        }[];
                        problemCount: number;
                        notes: string[];
                        people: {
                            added: {
                                name: string;
                                displayName: null | string;
                                group: string;
                                school: null | string;
                                role: null | string;
                            }[];
                            changed: {
                                name: string;
                                before: {
                                    [key: string]: null | string;
                                };
                                after: {
                                    [key: string]: null | string;
                                };
                            }[];
                            removed: string[];
                            /** @description entered by hand and not in the file: they stay */
                            kept: string[];
                            unchanged: number;
                        };
                        classes: {
                            added: string[];
                            changed: string[];
                            removed: string[];
                        };
                        limit: {
                            /** @description so many people may one import remove, put among staff, move to an older group, or move to another school */
                            most: number;
                            removed: number;
                            /** @description moved from a pupils’ group, or new where people were imported before */
                            toStaff: number;
                            older: number;
                            moved: number;
                            exceeded: boolean;
                        };
                        revision: null | number;
                        inForce: null | boolean;
                        waitingFor: string[];
                    };
                };
            };
        };
    };
    postPeopleImport: {
        parameters: {
            query: {
                /** @description say what would be done and do nothing */
                dryRun: boolean;
                school?: string;
                removeMore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        format: "csv" | "oneroster";
                        dryRun: boolean;
                        school: null | string;
                        problems: {
                            file: null | string;
                            line: null | number;
                            message: string;
                        }[];
                        problemCount: number;
                        notes: string[];
                        people: {
                            added: {
                                name: string;
                                displayName: null | string;
                                group: string;
                                school: null | string;
                                role: null | string;
                            }[];
                            changed: {
                                name: string;
                                before: {
                                    [key: string]: null | string;
                                };
                                after: {
                                    [key: string]: null | string;
                                };
                            }[];
                            removed: string[];
                            /** @description entered by hand and not in the file: they stay */
                            kept: string[];
                            unchanged: number;
                        };
                        classes: {
                            added: string[];
                            changed: string[];
                            removed: string[];
                        };
                        limit: {
                            /** @description so many people may one import remove, put among staff, move to an older group, or move to another school */
                            most: number;
                            removed: number;
                            /** @description moved from a pupils’ group, or new where people were imported before */
                            toStaff: number;
                            older: number;
                            moved: number;
                            exceeded: boolean;
                        };
                        revision: null | number;
                        inForce: null | boolean;
                        waitingFor: string[];
                    };
                };
            };
        };
    };
    getTokens: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @enum {unknown} */
                    role: "trust-admin" | "it-operator" | "head-of-it" | "headteacher" | "dsl" | "deputy-dsl" | "teacher" | "dpo" | "viewer";
                    school?: string;
                    person?: string;
                    /** @description at most a year away, which is the default */
                    expiresAt?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        role: string;
                        school: null | string;
                        person: null | string;
                        createdAt: string;
                        expiresAt: null | string;
                        revokedAt: null | string;
                        /** @description shown only now */
                        token: string;
                    };
                };
            };
        };
    };
    deleteTokensId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
        };
    };
    getIncidents: {
        parameters: {
            query: {
                school?: string;
                status?: ("new" | "acknowledged" | "in-progress" | "escalated" | "closed")[];
                severity?: ("advisory" | "warning" | "danger")[];
                theme?: ("terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware")[];
                /** @description needs purpose and reference */
                person?: string;
                purpose?: "safeguarding" | "compliance" | "crime-prevention" | "legal-obligation";
                /** @description case or ticket */
                reference?: string;
                /** @description ISO 8601; without an offset, London time */
                since?: string;
                /** @description ISO 8601; without an offset, London time */
                until?: string;
                /** @description the hourly made-up ones in place of real ones */
                synthetic?: boolean;
                cursor?: string;
                limit: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            person: string | null;
                            clientIp: string;
                            school: string | null;
                            group: string;
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            /** @enum {unknown} */
                            severity: "advisory" | "warning" | "danger";
                            /** @enum {unknown} */
                            status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                            assignee: string | null;
                            outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                            records: number;
                            mergedInto: string | null;
                            synthetic: boolean;
                            version: number;
                            /** @description ISO 8601, UTC */
                            firstAt: string;
                            /** @description ISO 8601, UTC */
                            lastAt: string;
                            verdict: null | ("true-positive" | "false-positive");
                            cluster: null | string;
                            /** @description in one line, why it is ranked so */
                            why: string;
                            deliveries: {
                                /** @enum {unknown} */
                                channel: "email" | "webhook";
                                to: string;
                                /** @enum {unknown} */
                                status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                                /** @enum {unknown} */
                                kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                                attempts: number;
                                answer: string | null;
                                /** @description ISO 8601, UTC */
                                createdAt: string;
                                acceptedAt: null | string;
                                openedAt: null | string;
                                acknowledgedAt: null | string;
                            }[];
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    getIncidentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        factors: {
                            /** @description stable, e.g. typed-search, third-strike, at-night, page-element */
                            id: string;
                            /** @enum {unknown} */
                            effect: "base" | "raises" | "lowers" | "marks";
                            words: string;
                        }[];
                        guidance: {
                            card: null | {
                                title: string;
                                lines: string[];
                            };
                            steps: string[];
                        };
                        /** @description newest first, at most 100 */
                        sightings: {
                            id: string;
                            username: string | null;
                            computer: string | null;
                            clientIp: string;
                            school: string | null;
                            group: string;
                            /** @enum {unknown} */
                            action: "allow" | "block" | "coach";
                            /** @description ISO 8601, UTC */
                            at: string;
                            host: null | string;
                            /** @enum {unknown} */
                            theme?: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            /** @enum {unknown} */
                            signal?: "advisory" | "warning" | "danger";
                            categories?: string[];
                            url?: string;
                            searchTerm?: string | null;
                            /** @enum {unknown} */
                            intent?: "navigation" | "embed" | "prefetch" | "unknown";
                            attribution?: string;
                            report?: {
                                /** @description user name; null when nobody was signed in */
                                by: string | null;
                                /** @description the name that somebody who was not signed in gave; may be empty */
                                calledBy: string;
                                /**
                                 * @description pupil: whoever is not known as staff
                                 * @enum {unknown}
                                 */
                                role: "pupil" | "staff";
                                words: string;
                                /** @description where it was; may be empty */
                                place: string;
                                /** @enum {unknown} */
                                about: "nobody" | "pupil" | "adult" | "headteacher" | "lead";
                                /** @description who that is; may be empty */
                                name: string;
                            };
                            /** @enum {unknown} */
                            visibility?: "host" | "url" | "content";
                            pageElement?: boolean;
                        }[];
                        history: {
                            /** @description ISO 8601, UTC */
                            at: string;
                            /** @description `system`, `user:<name>`, `token:<name>` or `contact:<address>` */
                            actor: string;
                            /** @enum {unknown} */
                            event: "raised" | "severity-raised" | "acknowledged" | "assigned" | "noted" | "escalated" | "closed" | "reopened" | "merged" | "verdict" | "notified" | "opened";
                            detail: {
                                [key: string]: unknown;
                            };
                        }[];
                        earlier: {
                            id: string;
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            /** @enum {unknown} */
                            severity: "advisory" | "warning" | "danger";
                            /** @enum {unknown} */
                            status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                            outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                            /** @description ISO 8601, UTC */
                            firstAt: string;
                            records: number;
                        }[];
                        context: {
                            /** @description ISO 8601, UTC */
                            from: string;
                            /** @description ISO 8601, UTC */
                            until: string;
                            items: {
                                id: string;
                                computer: string | null;
                                host: string;
                                /** @enum {unknown} */
                                action: "allow" | "block" | "coach";
                                /** @enum {unknown} */
                                visibility: "host" | "url" | "content";
                                /** @description ISO 8601, UTC */
                                at: string;
                                url: string;
                                searchTerm: null | string;
                                categories: string[];
                                /** @description loaded by a page: the person may not know of it */
                                pageElement: boolean;
                                /** @description one of those the incident is about */
                                ofIncident: boolean;
                            }[];
                            leftOut: number;
                        } | {
                            /** @enum {unknown} */
                            withheld: "sealed" | "several";
                        };
                        assignable: {
                            name: string;
                            email: string;
                        }[];
                    };
                };
            };
        };
    };
    postIncidentsIdAcknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        /** @description whom an escalation mailed, as what they are */
                        told?: string[];
                        /** @description what a false alarm suggests; nothing was changed */
                        suggestion?: {
                            /** @enum {unknown} */
                            kind: "exclusion";
                            hosts: string[];
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            words: string;
                        };
                    };
                };
            };
        };
    };
    postIncidentsIdAssign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version?: number;
                    /** @description address of a contact */
                    to: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        /** @description whom an escalation mailed, as what they are */
                        told?: string[];
                        /** @description what a false alarm suggests; nothing was changed */
                        suggestion?: {
                            /** @enum {unknown} */
                            kind: "exclusion";
                            hosts: string[];
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            words: string;
                        };
                    };
                };
            };
        };
    };
    postIncidentsIdNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version?: number;
                    text: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        /** @description whom an escalation mailed, as what they are */
                        told?: string[];
                        /** @description what a false alarm suggests; nothing was changed */
                        suggestion?: {
                            /** @enum {unknown} */
                            kind: "exclusion";
                            hosts: string[];
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            words: string;
                        };
                    };
                };
            };
        };
    };
    postIncidentsIdMerge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version?: number;
                    into: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        /** @description whom an escalation mailed, as what they are */
                        told?: string[];
                        /** @description what a false alarm suggests; nothing was changed */
                        suggestion?: {
                            /** @enum {unknown} */
                            kind: "exclusion";
                            hosts: string[];
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            words: string;
                        };
                    };
                };
            };
        };
    };
    postIncidentsIdVerdict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version?: number;
                    /** @enum {unknown} */
                    verdict: "true-positive" | "false-positive";
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        /** @description whom an escalation mailed, as what they are */
                        told?: string[];
                        /** @description what a false alarm suggests; nothing was changed */
                        suggestion?: {
                            /** @enum {unknown} */
                            kind: "exclusion";
                            hosts: string[];
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            words: string;
                        };
                    };
                };
            };
        };
    };
    postIncidentsIdEscalate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version?: number;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        /** @description whom an escalation mailed, as what they are */
                        told?: string[];
                        /** @description what a false alarm suggests; nothing was changed */
                        suggestion?: {
                            /** @enum {unknown} */
                            kind: "exclusion";
                            hosts: string[];
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            words: string;
                        };
                    };
                };
            };
        };
    };
    postIncidentsIdClose: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version?: number;
                    /** @enum {unknown} */
                    outcome: "no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour";
                    note: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        /** @description whom an escalation mailed, as what they are */
                        told?: string[];
                        /** @description what a false alarm suggests; nothing was changed */
                        suggestion?: {
                            /** @enum {unknown} */
                            kind: "exclusion";
                            hosts: string[];
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            words: string;
                        };
                    };
                };
            };
        };
    };
    postIncidentsIdReopen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    version?: number;
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        person: string | null;
                        clientIp: string;
                        school: string | null;
                        group: string;
                        /** @enum {unknown} */
                        theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                        /** @enum {unknown} */
                        severity: "advisory" | "warning" | "danger";
                        /** @enum {unknown} */
                        status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                        assignee: string | null;
                        outcome: ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour") | null;
                        records: number;
                        mergedInto: string | null;
                        synthetic: boolean;
                        version: number;
                        /** @description ISO 8601, UTC */
                        firstAt: string;
                        /** @description ISO 8601, UTC */
                        lastAt: string;
                        verdict: null | ("true-positive" | "false-positive");
                        cluster: null | string;
                        /** @description in one line, why it is ranked so */
                        why: string;
                        deliveries: {
                            /** @enum {unknown} */
                            channel: "email" | "webhook";
                            to: string;
                            /** @enum {unknown} */
                            status: "queued" | "sending" | "accepted" | "in-doubt" | "failed" | "given-up";
                            /** @enum {unknown} */
                            kind: "alert" | "severity-raised" | "escalation" | "digest" | "weekly-report" | "proof-of-life" | "delivery-trouble" | "access-code" | "test-alert" | "request-notice" | "bulletin";
                            attempts: number;
                            answer: string | null;
                            /** @description ISO 8601, UTC */
                            createdAt: string;
                            acceptedAt: null | string;
                            openedAt: null | string;
                            acknowledgedAt: null | string;
                        }[];
                        /** @description whom an escalation mailed, as what they are */
                        told?: string[];
                        /** @description what a false alarm suggests; nothing was changed */
                        suggestion?: {
                            /** @enum {unknown} */
                            kind: "exclusion";
                            hosts: string[];
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            words: string;
                        };
                    };
                };
            };
        };
    };
    getIncidentsTrends: {
        parameters: {
            query: {
                weeks: number;
                school?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        from: string;
                        until: string;
                        /** @description oldest first; the last one is still growing */
                        weeks: {
                            /** @description ISO 8601, as 2026-W48 */
                            week: string;
                            /** @description its Monday */
                            from: string;
                            total: number;
                            open: number;
                            bySeverity: {
                                danger: number;
                                warning: number;
                                advisory: number;
                            };
                            byTheme: {
                                [key: string]: number;
                            };
                            byOutcome: {
                                [key: string]: number;
                            };
                        }[];
                        themes: {
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            title: string;
                            total: number;
                            /** @description the last whole one */
                            lastWeek: number;
                            weekBefore: number;
                        }[];
                        total: number;
                        /** @description false when there were too many to count */
                        complete: boolean;
                    };
                };
            };
        };
    };
    getIncidentsIdMergeCandidates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            person: null | string;
                            /** @enum {unknown} */
                            theme: "terrorism-extremism" | "child-sexual-abuse" | "child-on-child-abuse" | "grooming-exploitation" | "self-harm-suicide" | "eating-disorders" | "violence-weapons" | "bullying-hate" | "sexual-content" | "drugs-alcohol" | "gambling" | "domestic-abuse" | "disclosure" | "circumvention" | "malware";
                            /** @enum {unknown} */
                            severity: "advisory" | "warning" | "danger";
                            /** @enum {unknown} */
                            status: "new" | "acknowledged" | "in-progress" | "escalated" | "closed";
                            outcome: null | ("no-concern" | "curriculum" | "false-positive" | "pastoral" | "parents-informed" | "early-help" | "childrens-social-care" | "prevent-referral" | "police" | "lado" | "behaviour");
                            firstAt: string;
                            lastAt: string;
                            records: number;
                            why: string;
                            /** @enum {unknown} */
                            because: "same-person" | "same-theme";
                        }[];
                    };
                };
            };
        };
    };
    getIncidentsIdExport: {
        parameters: {
            query: {
                format: "text" | "csv";
                /** @description the case it goes to, in CPOMS or MyConcern */
                reference?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description text/plain, or text/csv */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
        };
    };
    getSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        at: string;
                        role: string;
                        school: null | string;
                        /** @description those that may be chosen from */
                        schools: {
                            id: string;
                            name: string;
                            colours: null | {
                                back: string;
                                /** @description black or white: at least 4.58 to 1 on `back` */
                                text: string;
                            };
                        }[];
                        goLive: boolean;
                        alertsNotLive: null | string[];
                        protection: {
                            ok: boolean;
                            lacking: {
                                /** @enum {unknown} */
                                class: "sealed-child-abuse" | "sealed-terrorist" | "terrorism-extremism" | "pornography" | "malware" | "self-harm" | "circumvention";
                                title: string;
                                /** @enum {unknown} */
                                status: "stale" | "missing" | "protected";
                            }[];
                        };
                        incidents?: {
                            open: number;
                            /** @description there are more than could be counted */
                            more: boolean;
                            unacknowledged: number;
                            danger: number;
                            warning: number;
                            advisory: number;
                            oldestOpenAt: null | string;
                        };
                        requests?: {
                            open: number;
                            more: boolean;
                            awaitingSecond: number;
                            overdue: number;
                            urgent: number;
                        };
                        drafts?: {
                            waiting: number;
                        };
                        openNow?: {
                            overrides: number;
                            lessons: number;
                            exams: number;
                            suspensions: number;
                            blocks: number;
                        };
                        health?: {
                            ok: boolean;
                            problems: {
                                part: string;
                                detail: string;
                            }[];
                        };
                        lists?: {
                            version: null | string;
                            builtAt: null | string;
                            sources: {
                                id: string;
                                /** @enum {unknown} */
                                status: "fresh" | "last-good" | "refused" | "failed";
                                message: null | string;
                                entries: number;
                                checkedAt: null | string;
                                /** @description one of our own, which protects nobody by itself */
                                own: boolean;
                                licence: null | string;
                            }[];
                        };
                        leases?: {
                            count: number;
                        };
                    };
                };
            };
        };
    };
    getLive: {
        parameters: {
            query?: {
                school?: string;
                action?: ("allow" | "block" | "coach")[];
                group?: "infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified";
                category?: "child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support" | "uncategorised";
                host?: string;
                purpose?: "safeguarding" | "compliance" | "crime-prevention" | "legal-obligation";
                reference?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description text/event-stream: events "hello" and "decisions" */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
        };
    };
    getBlockedSites: {
        parameters: {
            query: {
                /** @description monitored: what would have been blocked, had its category not been only monitored */
                show: "refused" | "monitored";
                hours: number;
                school?: string;
                limit: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        since: string;
                        /** @description false when there was not time to read everything */
                        complete: boolean;
                        items: {
                            host: string;
                            category: string;
                            rule: string;
                            /** @enum {unknown} */
                            action: "allow" | "block" | "coach";
                            decisions: number;
                            /** @description how many; somebody unknown counts by address */
                            people: number;
                            groups: {
                                group: string;
                                decisions: number;
                            }[];
                            schools: string[];
                            lastAt: string;
                            suggestion: null | {
                                /** @description for POST /api/v1/overrides, with a reason */
                                body: {
                                    hosts: string[];
                                    scope: {
                                        /** @enum {unknown} */
                                        kind: "school" | "group" | "trust";
                                        id?: string;
                                    };
                                };
                                words: string;
                            };
                            whyNot: null | string;
                        }[];
                    };
                };
            };
        };
    };
    getBypassSuggestions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description whether any traffic is opened at all */
                        inspection: boolean;
                        /** @description the most refused first; as the running workers remember it */
                        items: {
                            host: string;
                            /** @description refused handshakes, by what the client said */
                            refusals: {
                                "unknown-ca"?: number;
                                "bad-certificate"?: number;
                                "certificate-unknown"?: number;
                            };
                            /** @description handshakes with this host that were accepted: a browser’s, beside an app that refuses */
                            accepted: number;
                            /** @description different devices that refused, as far as one worker saw them: at least so many */
                            devices: number;
                            /** @description EpochMs */
                            firstAt: number;
                            /** @description EpochMs */
                            lastAt: number;
                        }[];
                    };
                };
            };
        };
    };
    postTry: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    group: "infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified";
                    school?: string;
                    network?: string;
                    categories?: ("child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support")[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        group: string;
                        school: null | string;
                        network: null | string;
                        at: string;
                        policyVersion: string;
                        listVersion: string;
                        /** @description true when the proxy did with every canary what the policy says */
                        ok: boolean;
                        problem: null | string;
                        items: {
                            /** @enum {unknown} */
                            category: "child-sexual-abuse" | "unlawful-terrorist-content" | "terrorism" | "extremism" | "suicide" | "self-harm" | "sexual-exploitation" | "extreme-pornography" | "hate" | "misogyny-incel" | "eating-disorders" | "violence" | "weapons" | "drugs" | "intimate-image-abuse" | "nudify" | "stalkerware" | "people-smuggling" | "fraud" | "bullying" | "pornography" | "gambling" | "vpn-proxy" | "dns-over-https" | "remote-access" | "hacking" | "dating" | "alcohol-tobacco" | "cults" | "misinformation" | "discrimination" | "malware" | "phishing" | "piracy" | "peer-to-peer" | "file-sharing" | "personal-cloud" | "social-media" | "chat" | "forums" | "webmail" | "video" | "audio" | "games" | "ai-tools" | "translation" | "search" | "shopping" | "news" | "politics" | "religion" | "finance" | "crypto" | "advertising" | "url-shortener" | "dynamic-dns" | "downloads" | "jobs" | "sports" | "celebrity" | "nudity" | "essay-mills" | "relationships-sex-health" | "education" | "assistive" | "support" | "uncategorised";
                            title: string;
                            host: string;
                            /** @enum {unknown} */
                            expected: "allow" | "block" | "coach";
                            /** @enum {unknown} */
                            got: "allow" | "block" | "coach" | "no-answer";
                            ok: boolean;
                            decision: null | string;
                            protection: null | ("protected" | "stale" | "missing");
                        }[];
                    };
                };
            };
        };
    };
    getPolicyReplays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    postPolicyReplays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description a policy document (docs/policy.md) */
                    document: unknown;
                    /** @default 1 */
                    days: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPolicyReplaysId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deletePolicyReplaysId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getLookups: {
        parameters: {
            query: {
                /** @description as the audit log names them: user:a.lead */
                actor?: string;
                person?: string;
                purpose?: "safeguarding" | "compliance" | "crime-prevention" | "legal-obligation";
                /** @description ISO 8601; without an offset it is London time */
                since?: string;
                /** @description ISO 8601; without an offset it is London time */
                until?: string;
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            sequence: number;
                            at: string;
                            actor: string;
                            role: null | string;
                            action: string;
                            /** @description the action as people say it */
                            words: string;
                            /** @description an incident, a decision, a name that was looked up, or what stands for a person */
                            subject: string;
                            purpose: null | string;
                            reference: null | string;
                            /** @enum {unknown} */
                            outcome: "done" | "refused";
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    getTeach: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        me: string;
                        now: string;
                        school: null | string;
                        classes: {
                            id: string;
                            name: string;
                            school: null | string;
                            members: number;
                        }[];
                        open: {
                            id: string;
                            class: string;
                            hosts: string[];
                            title: null | string;
                            from: string;
                            until: string;
                            reason: string;
                            grantedBy: string;
                        }[];
                        exams: {
                            id: string;
                            audience: {
                                [key: string]: string[];
                            };
                            from: string;
                            until: string;
                            closed?: string[];
                            allowListOnly?: boolean;
                            sites?: string[];
                            reason: string;
                            by: string;
                            /** @description whether DELETE /api/v1/teach/exams ends it */
                            mine: boolean;
                        }[];
                        /** @description what POST /api/v1/lessons opens by name */
                        services: {
                            id: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    postTeachExams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    class?: string;
                    /** @description as its computers’ names begin */
                    room?: string;
                    until?: null | string;
                    allowListOnly?: boolean;
                    sites?: string[];
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        from: string;
                        until: string;
                        warnings: string[];
                    };
                };
            };
        };
    };
    deleteTeachExams: {
        parameters: {
            query: {
                id: string;
                reason?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        revision: number;
                        /** @description true when every running worker has confirmed it */
                        inForce: boolean;
                        waitingFor: string[];
                        until: string;
                    };
                };
            };
        };
    };
    postConcerns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description what was seen or said */
                    words: string;
                    /** @enum {unknown} */
                    about?: "nobody" | "pupil" | "adult" | "headteacher" | "lead";
                    name?: string;
                    /** @enum {unknown} */
                    theme?: "disclosure" | "bullying-hate" | "self-harm-suicide" | "child-on-child-abuse" | "grooming-exploitation" | "child-sexual-abuse" | "violence-weapons" | "terrorism-extremism" | "sexual-content" | "domestic-abuse" | "drugs-alcohol" | "eating-disorders" | "gambling";
                    /** @enum {unknown} */
                    severity?: "advisory" | "warning" | "danger";
                    page?: string;
                    place?: string;
                    school?: string;
                    /** @description ask IT to block the page: they learn the page and nothing else */
                    asksIt?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description of the report, for whoever made it */
                        reference: string;
                        theme: string;
                        itAsked: boolean;
                        isAboutAdult: boolean;
                    };
                };
            };
        };
    };
    getSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        configPath: null | string;
                        live: boolean;
                        readyToGoLive: boolean;
                        proxy: {
                            host: string;
                            port: number;
                        };
                        steps: {
                            id: string;
                            title: string;
                            /** @enum {unknown} */
                            state: "done" | "to-do" | "warning";
                            words: string[];
                            write: null | string;
                        }[];
                        schools: {
                            id: string;
                            name: string;
                            dsl: null | {
                                name: string;
                                email: string;
                            };
                            deputies: {
                                name: string;
                                email: string;
                            }[];
                            headteacher: null | {
                                name: string;
                                email: string;
                            };
                            it: null | {
                                name: string;
                                email: string;
                            };
                            alertsLive: boolean;
                            confirmedAt: null | string;
                        }[];
                        /** @description what the configuration says, to begin with */
                        current: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
    };
    postSetupConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description as in schoolgate.yaml (docs/configuration.md) */
                    trust?: unknown;
                    /** @description as in schoolgate.yaml (docs/configuration.md) */
                    schools?: unknown;
                    /** @description as in schoolgate.yaml (docs/configuration.md) */
                    networks?: unknown;
                    /** @description as in schoolgate.yaml (docs/configuration.md) */
                    mail?: unknown;
                    /** @description as in schoolgate.yaml (docs/configuration.md) */
                    retention?: unknown;
                    /** @description as in schoolgate.yaml (docs/configuration.md) */
                    goLive?: unknown;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ok: boolean;
                        problems: string[];
                        /** @description to put in the configuration file */
                        yaml: string;
                        /** @description whether the product has to be started again for it */
                        restart: boolean;
                    };
                };
            };
        };
    };
    postSchoolsIdTestAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description reference in the mail */
                        id: string;
                        /** @description how many are mailed; 0 when one was sent in the last ten minutes */
                        told: number;
                    };
                };
            };
        };
    };
    getKnownGaps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        at: string;
                        sections: {
                            id: string;
                            title: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                        }[];
                    };
                };
            };
        };
    };
    getReviews: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            school: null | string;
                            /** @enum {unknown} */
                            status: "open" | "closed" | "withdrawn";
                            /** @enum {unknown} */
                            trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                            reason: string;
                            openedAt: string;
                            openedBy: string;
                            closedAt: null | string;
                            digest: null | string;
                            version: number;
                            toSign: {
                                part: string;
                                title: string;
                            }[];
                        }[];
                        next: null | string;
                        due: {
                            school: null | string;
                            /** @enum {unknown} */
                            trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                            words: string;
                        }[];
                    };
                };
            };
        };
    };
    postReviews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    school?: string;
                    /** @enum {unknown} */
                    trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        school: null | string;
                        /** @enum {unknown} */
                        status: "open" | "closed" | "withdrawn";
                        /** @enum {unknown} */
                        trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                        reason: string;
                        openedAt: string;
                        openedBy: string;
                        closedAt: null | string;
                        digest: null | string;
                        version: number;
                        sections: {
                            /** @enum {unknown} */
                            id: "pupils" | "access" | "teaching" | "devices" | "generative-ai" | "limits" | "checks" | "incidents" | "policies";
                            title: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            notes: string;
                            notedBy: null | string;
                            notedAt: null | string;
                        }[];
                        actions: {
                            id: string;
                            what: string;
                            owner: string;
                            email: null | string;
                            due: string;
                            doneAt: null | string;
                            doneBy: null | string;
                            doneWords: null | string;
                        }[];
                        signatures: {
                            part: string;
                            name: string;
                            actor: string;
                            role: string;
                            statement: string;
                            at: string;
                            content: string;
                        }[];
                        toSign: {
                            part: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    getReviewsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        school: null | string;
                        /** @enum {unknown} */
                        status: "open" | "closed" | "withdrawn";
                        /** @enum {unknown} */
                        trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                        reason: string;
                        openedAt: string;
                        openedBy: string;
                        closedAt: null | string;
                        digest: null | string;
                        version: number;
                        sections: {
                            /** @enum {unknown} */
                            id: "pupils" | "access" | "teaching" | "devices" | "generative-ai" | "limits" | "checks" | "incidents" | "policies";
                            title: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            notes: string;
                            notedBy: null | string;
                            notedAt: null | string;
                        }[];
                        actions: {
                            id: string;
                            what: string;
                            owner: string;
                            email: null | string;
                            due: string;
                            doneAt: null | string;
                            doneBy: null | string;
                            doneWords: null | string;
                        }[];
                        signatures: {
                            part: string;
                            name: string;
                            actor: string;
                            role: string;
                            statement: string;
                            at: string;
                            content: string;
                        }[];
                        toSign: {
                            part: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    putReviewsIdSectionsSection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                section: "pupils" | "access" | "teaching" | "devices" | "generative-ai" | "limits" | "checks" | "incidents" | "policies";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    notes: string;
                    /** @description of the review that the change is made to */
                    version: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        school: null | string;
                        /** @enum {unknown} */
                        status: "open" | "closed" | "withdrawn";
                        /** @enum {unknown} */
                        trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                        reason: string;
                        openedAt: string;
                        openedBy: string;
                        closedAt: null | string;
                        digest: null | string;
                        version: number;
                        sections: {
                            /** @enum {unknown} */
                            id: "pupils" | "access" | "teaching" | "devices" | "generative-ai" | "limits" | "checks" | "incidents" | "policies";
                            title: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            notes: string;
                            notedBy: null | string;
                            notedAt: null | string;
                        }[];
                        actions: {
                            id: string;
                            what: string;
                            owner: string;
                            email: null | string;
                            due: string;
                            doneAt: null | string;
                            doneBy: null | string;
                            doneWords: null | string;
                        }[];
                        signatures: {
                            part: string;
                            name: string;
                            actor: string;
                            role: string;
                            statement: string;
                            at: string;
                            content: string;
                        }[];
                        toSign: {
                            part: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    postReviewsIdActions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    what: string;
                    owner: string;
                    email?: string;
                    due: string;
                    /** @description of the review that the change is made to */
                    version: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        school: null | string;
                        /** @enum {unknown} */
                        status: "open" | "closed" | "withdrawn";
                        /** @enum {unknown} */
                        trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                        reason: string;
                        openedAt: string;
                        openedBy: string;
                        closedAt: null | string;
                        digest: null | string;
                        version: number;
                        sections: {
                            /** @enum {unknown} */
                            id: "pupils" | "access" | "teaching" | "devices" | "generative-ai" | "limits" | "checks" | "incidents" | "policies";
                            title: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            notes: string;
                            notedBy: null | string;
                            notedAt: null | string;
                        }[];
                        actions: {
                            id: string;
                            what: string;
                            owner: string;
                            email: null | string;
                            due: string;
                            doneAt: null | string;
                            doneBy: null | string;
                            doneWords: null | string;
                        }[];
                        signatures: {
                            part: string;
                            name: string;
                            actor: string;
                            role: string;
                            statement: string;
                            at: string;
                            content: string;
                        }[];
                        toSign: {
                            part: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    postReviewsIdActionsActionDone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                action: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    words: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        school: null | string;
                        /** @enum {unknown} */
                        status: "open" | "closed" | "withdrawn";
                        /** @enum {unknown} */
                        trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                        reason: string;
                        openedAt: string;
                        openedBy: string;
                        closedAt: null | string;
                        digest: null | string;
                        version: number;
                        sections: {
                            /** @enum {unknown} */
                            id: "pupils" | "access" | "teaching" | "devices" | "generative-ai" | "limits" | "checks" | "incidents" | "policies";
                            title: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            notes: string;
                            notedBy: null | string;
                            notedAt: null | string;
                        }[];
                        actions: {
                            id: string;
                            what: string;
                            owner: string;
                            email: null | string;
                            due: string;
                            doneAt: null | string;
                            doneBy: null | string;
                            doneWords: null | string;
                        }[];
                        signatures: {
                            part: string;
                            name: string;
                            actor: string;
                            role: string;
                            statement: string;
                            at: string;
                            content: string;
                        }[];
                        toSign: {
                            part: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    postReviewsIdSign: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    statement: string;
                    /** @description of the review that the change is made to */
                    version: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        school: null | string;
                        /** @enum {unknown} */
                        status: "open" | "closed" | "withdrawn";
                        /** @enum {unknown} */
                        trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                        reason: string;
                        openedAt: string;
                        openedBy: string;
                        closedAt: null | string;
                        digest: null | string;
                        version: number;
                        sections: {
                            /** @enum {unknown} */
                            id: "pupils" | "access" | "teaching" | "devices" | "generative-ai" | "limits" | "checks" | "incidents" | "policies";
                            title: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            notes: string;
                            notedBy: null | string;
                            notedAt: null | string;
                        }[];
                        actions: {
                            id: string;
                            what: string;
                            owner: string;
                            email: null | string;
                            due: string;
                            doneAt: null | string;
                            doneBy: null | string;
                            doneWords: null | string;
                        }[];
                        signatures: {
                            part: string;
                            name: string;
                            actor: string;
                            role: string;
                            statement: string;
                            at: string;
                            content: string;
                        }[];
                        toSign: {
                            part: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    postReviewsIdWithdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                    /** @description of the review that the change is made to */
                    version: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        school: null | string;
                        /** @enum {unknown} */
                        status: "open" | "closed" | "withdrawn";
                        /** @enum {unknown} */
                        trigger: "yearly" | "safeguarding-risk" | "change-in-practice" | "new-technology" | "major-update" | "network-change";
                        reason: string;
                        openedAt: string;
                        openedBy: string;
                        closedAt: null | string;
                        digest: null | string;
                        version: number;
                        sections: {
                            /** @enum {unknown} */
                            id: "pupils" | "access" | "teaching" | "devices" | "generative-ai" | "limits" | "checks" | "incidents" | "policies";
                            title: string;
                            facts: {
                                label: string;
                                value: string;
                            }[];
                            notes: string;
                            notedBy: null | string;
                            notedAt: null | string;
                        }[];
                        actions: {
                            id: string;
                            what: string;
                            owner: string;
                            email: null | string;
                            due: string;
                            doneAt: null | string;
                            doneBy: null | string;
                            doneWords: null | string;
                        }[];
                        signatures: {
                            part: string;
                            name: string;
                            actor: string;
                            role: string;
                            statement: string;
                            at: string;
                            content: string;
                        }[];
                        toSign: {
                            part: string;
                            title: string;
                        }[];
                    };
                };
            };
        };
    };
    getReviewsIdDocument: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description text/html: one page, with all that it needs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
        };
    };
    getOpenActions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            /** @enum {unknown} */
                            kind: "review-due" | "review-open" | "review-action" | "list-review" | "block-review" | "ai-tool" | "self-test" | "wrong-access";
                            school: null | string;
                            what: string;
                            owner: string;
                            email: null | string;
                            due: null | string;
                            overdue: boolean;
                        }[];
                    };
                };
            };
        };
    };
    getSelfTests: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            at: string;
                            by: string;
                            school: null | string;
                            group: string;
                            network: null | string;
                            outside: null | {
                                device: string;
                                notes: string;
                            };
                            ok: boolean;
                            problem: null | string;
                            /** @description categories */
                            tried: number;
                            wrong: {
                                category: string;
                                expected: string;
                                got: string;
                            }[];
                            policyVersion: string;
                            listVersion: string;
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    postSelfTests: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    group: "infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified";
                    school?: string;
                    device: string;
                    /** @description whether each test page was blocked */
                    blocked: {
                        "child-abuse": boolean;
                        terrorist: boolean;
                        adult: boolean;
                    };
                    notes?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        at: string;
                        by: string;
                        school: null | string;
                        group: string;
                        network: null | string;
                        outside: null | {
                            device: string;
                            notes: string;
                        };
                        ok: boolean;
                        problem: null | string;
                        /** @description categories */
                        tried: number;
                        wrong: {
                            category: string;
                            expected: string;
                            got: string;
                        }[];
                        policyVersion: string;
                        listVersion: string;
                    };
                };
            };
        };
    };
    getAnnouncements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            text: string;
                            groups: string[];
                            emergency: boolean;
                            policyVersion: string;
                            effectiveAt: string;
                            by: string;
                            createdAt: string;
                            until: string;
                        }[];
                    };
                };
            };
        };
    };
    postAnnouncements: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description what those affected are told of the change */
        requestBody: {
            content: {
                "application/json": {
                    text: string;
                    groups?: ("infants" | "juniors" | "seniors" | "sixth-form" | "staff" | "guests" | "unidentified")[];
                    /** @description made at once, and told afterwards */
                    emergency?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        text: string;
                        groups: string[];
                        emergency: boolean;
                        policyVersion: string;
                        effectiveAt: string;
                        by: string;
                        createdAt: string;
                        until: string;
                    };
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description what the sign-in waits for; `done`: for nothing
                         * @enum {unknown}
                         */
                        step: "done" | "totp" | "enrol-totp" | "set-password";
                        account: {
                            name: string;
                            displayName: string;
                            /** @enum {unknown} */
                            role: "trust-admin" | "it-operator" | "head-of-it" | "headteacher" | "dsl" | "deputy-dsl" | "teacher" | "dpo" | "viewer";
                            school: null | string;
                            hasTotp: boolean;
                        };
                        idleEndsAt: string;
                        endsAt: string;
                    };
                };
            };
        };
    };
    postSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description what the sign-in waits for; `done`: for nothing
                         * @enum {unknown}
                         */
                        step: "done" | "totp" | "enrol-totp" | "set-password";
                    };
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ended: boolean;
                    };
                };
            };
        };
    };
    postSessionTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description six digits, or a recovery code */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description what the sign-in waits for; `done`: for nothing
                         * @enum {unknown}
                         */
                        step: "done" | "totp" | "enrol-totp" | "set-password";
                    };
                };
            };
        };
    };
    postSessionTotpEnrolment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                        uri: string;
                        qrSvgDataUri: string;
                    };
                };
            };
        };
    };
    postSessionTotpEnrolmentConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description six digits, or a recovery code */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description what the sign-in waits for; `done`: for nothing
                         * @enum {unknown}
                         */
                        step: "done" | "totp" | "enrol-totp" | "set-password";
                        /** @description shown only now */
                        recoveryCodes: string[];
                    };
                };
            };
        };
    };
    postSessionPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                    current?: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @description what the sign-in waits for; `done`: for nothing
                         * @enum {unknown}
                         */
                        step: "done" | "totp" | "enrol-totp" | "set-password";
                    };
                };
            };
        };
    };
    getSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        trustName: string;
                        providers: {
                            id: string;
                            title: string;
                            startUrl: string;
                        }[];
                    };
                };
            };
        };
    };
    getSignInOidcIdStart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSignInOidcIdCallback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSessions: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
                account?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            id: string;
                            account: string;
                            /** @description `password`, or the id of the provider */
                            by: string;
                            /** @enum {unknown} */
                            factor: "none" | "totp" | "recovery-code" | "provider";
                            address: string;
                            /** @description what the browser calls itself */
                            client: string;
                            /** @description the one that asks */
                            isCurrent: boolean;
                            createdAt: string;
                            lastSeenAt: string;
                            /** @description earlier when it is not used for half an hour */
                            endsAt: string;
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    deleteSessionsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
        };
    };
    getAccounts: {
        parameters: {
            query: {
                limit: number;
                /** @description the `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            name: string;
                            displayName: string;
                            email: null | string;
                            /** @enum {unknown} */
                            role: "trust-admin" | "it-operator" | "head-of-it" | "headteacher" | "dsl" | "deputy-dsl" | "teacher" | "dpo" | "viewer";
                            school: null | string;
                            /** @description an authenticator app is set up */
                            hasTotp: boolean;
                            /** @description its role may not sign in without a second factor */
                            needsSecondFactor: boolean;
                            /** @description its one-time password waits to be replaced */
                            mustSetPassword: boolean;
                            createdAt: string;
                            lastSignInAt: null | string;
                        }[];
                        next: null | string;
                    };
                };
            };
        };
    };
    postAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    displayName?: string;
                    email?: null | string;
                    /** @enum {unknown} */
                    role: "trust-admin" | "it-operator" | "head-of-it" | "headteacher" | "dsl" | "deputy-dsl" | "teacher" | "dpo" | "viewer";
                    school?: null | string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        displayName: string;
                        email: null | string;
                        /** @enum {unknown} */
                        role: "trust-admin" | "it-operator" | "head-of-it" | "headteacher" | "dsl" | "deputy-dsl" | "teacher" | "dpo" | "viewer";
                        school: null | string;
                        /** @description an authenticator app is set up */
                        hasTotp: boolean;
                        /** @description its role may not sign in without a second factor */
                        needsSecondFactor: boolean;
                        /** @description its one-time password waits to be replaced */
                        mustSetPassword: boolean;
                        createdAt: string;
                        lastSignInAt: null | string;
                        /** @description shown only now */
                        oneTimePassword: string;
                        oneTimePasswordUntil: string;
                    };
                };
            };
        };
    };
    deleteAccountsName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                    };
                };
            };
        };
    };
    patchAccountsName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    displayName?: string;
                    email?: null | string;
                    /** @enum {unknown} */
                    role?: "trust-admin" | "it-operator" | "head-of-it" | "headteacher" | "dsl" | "deputy-dsl" | "teacher" | "dpo" | "viewer";
                    school?: null | string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        displayName: string;
                        email: null | string;
                        /** @enum {unknown} */
                        role: "trust-admin" | "it-operator" | "head-of-it" | "headteacher" | "dsl" | "deputy-dsl" | "teacher" | "dpo" | "viewer";
                        school: null | string;
                        /** @description an authenticator app is set up */
                        hasTotp: boolean;
                        /** @description its role may not sign in without a second factor */
                        needsSecondFactor: boolean;
                        /** @description its one-time password waits to be replaced */
                        mustSetPassword: boolean;
                        createdAt: string;
                        lastSignInAt: null | string;
                    };
                };
            };
        };
    };
    postAccountsNameReset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        displayName: string;
                        email: null | string;
                        /** @enum {unknown} */
                        role: "trust-admin" | "it-operator" | "head-of-it" | "headteacher" | "dsl" | "deputy-dsl" | "teacher" | "dpo" | "viewer";
                        school: null | string;
                        /** @description an authenticator app is set up */
                        hasTotp: boolean;
                        /** @description its role may not sign in without a second factor */
                        needsSecondFactor: boolean;
                        /** @description its one-time password waits to be replaced */
                        mustSetPassword: boolean;
                        createdAt: string;
                        lastSignInAt: null | string;
                        /** @description shown only now */
                        oneTimePassword: string;
                        oneTimePasswordUntil: string;
                    };
                };
            };
        };
    };
}
