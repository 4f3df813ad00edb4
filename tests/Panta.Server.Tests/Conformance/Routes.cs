namespace Panta.Server.Tests.Conformance;

/// <summary>All calls of MLflow's REST API that Panta serves. A test compares the list with what is mapped, so none is missed.</summary>
static class Routes
{
    const string NoRun = "Run with id=0123456789abcdef not found";
    const string NoExperiment = "No Experiment with id=987654 exists";
    const string NoModel = "Registered Model with name=nobody not found";
    const string Inactive = "must be in the 'active' state";
    const string TooLongKey = "exceeds the maximum length of 250 characters";
    const string Batch = """{"run_id":"$run","metrics":[{"key":"m","value":1,"timestamp":1}],"params":[{"key":"$name","value":"v"}],"tags":[{"key":"t","value":"v"}]}""";
    const string Dataset = """[{"tags":[{"key":"mlflow.data.context","value":"train"}],"dataset":{"name":"d","digest":"x","source_type":"local","source":"s"}}]""";

    static readonly Refused[] UnknownRun = [new("run_id", "0123456789abcdef", 404, NoRun), new("run_id", "../x", 400, "Invalid value")];
    static readonly Refused[] GoneRun = [new("run_id", "$goneRun", 400, Inactive)];
    static readonly Refused[] UnknownExperiment = [new("experiment_id", "987654", 404, NoExperiment), new("experiment_id", "x", 400, "Invalid value")];
    static readonly Refused[] UnknownModel = [new("name", "nobody", 404, NoModel)];
    static readonly Refused[] GoneModel = [new("name", "$goneModel", 404, "not found")];
    static readonly Refused[] GoneLogged = [new("{model_id}", "$goneLogged", 404, "not found")];
    static readonly Refused[] UnknownLogged = [new("{model_id}", "m-0", 404, "not found")];
    static readonly Refused[] UnknownVersion =
    [
        new("name", "nobody", 404, "Model Version (name=nobody, version=1) not found"),
        new("version", "99", 404, "version=99) not found"), new("version", "one", 400, "must be an integer"),
    ];

    static readonly Refused[] UnknownHook = [new("{webhook_id}", "nobody", 404, "Webhook with ID nobody not found")];
    static readonly Refused[] GoneHook = [new("{webhook_id}", "$goneHook", 404, "Webhook with ID $goneHook not found")];

    static readonly (string, int, string)[] LongRunId = [("run_id", 257, "Invalid value")];

    public static IReadOnlyList<Route> All { get; } = [.. Experiments(), .. Runs(), .. Metrics(), .. LoggedModels(), .. Models(), .. Versions(), .. Webhooks()];

    static Route[] Experiments() =>
    [
        new("POST", "/experiments/create", """{"name":"$name","artifact_location":"s3://bucket/a","tags":[{"key":"k","value":"v"}]}""")
        {
            Required = "name",
            TooLong = [("name", 501, "'name' exceeds the maximum length of 500 characters"), ("artifact_location", 2049, "2048")],
        },
        new("GET", "/experiments/get", """{"experiment_id":"$experiment"}""") { Required = "experiment_id", Unknown = UnknownExperiment },
        new("GET", "/experiments/get-by-name", """{"experiment_name":"Default"}""")
        {
            Required = "experiment_name", Unknown = [new("experiment_name", "nobody", 404, "Could not find experiment with name")],
        },
        new("GET", "/experiments/search", """{"max_results":"5","filter":"name LIKE 'a%'","view_type":"ALL"}""")
        {
            Unknown = [new("view_type", "SOME", 400, "Invalid value \"SOME\""), new("max_results", "0", 400, "Invalid value 0"), new("max_results", "50001", 400, "50000")],
        },
        new("POST", "/experiments/search", """{"max_results":5,"filter":"name LIKE 'a%'","order_by":["name DESC"],"view_type":"ACTIVE_ONLY"}""")
        {
            TooLong = [("filter", 100_001, "Invalid clause(s) in filter string")],
            Unknown = [new("view_type", "SOME", 400, "Invalid value \"SOME\""), new("page_token", "%", 400, "Invalid page token")],
        },
        new("POST", "/experiments/update", """{"experiment_id":"$freshExperiment","new_name":"$name"}""")
        {
            Required = "experiment_id new_name", TooLong = [("new_name", 501, "exceeds the maximum length of 500 characters")], Unknown = UnknownExperiment,
            Deleted = [new("experiment_id", "$goneExperiment", 400, "'active' state")],
        },
        new("POST", "/experiments/delete", """{"experiment_id":"$freshExperiment"}""")
        {
            Required = "experiment_id", Unknown = UnknownExperiment, Deleted = [new("experiment_id", "$goneExperiment", 404, "$goneExperiment")],
        },
        new("POST", "/experiments/restore", """{"experiment_id":"$newlyGoneExperiment"}""")
        {
            Required = "experiment_id", Unknown = [.. UnknownExperiment, new("experiment_id", "$experiment", 404, "$experiment")],
        },
        new("POST", "/experiments/set-experiment-tag", """{"experiment_id":"$experiment","key":"k","value":"v"}""")
        {
            Required = "experiment_id key", TooLong = [("key", 251, TooLongKey), ("value", 20_001, "20000")], Unknown = UnknownExperiment,
            Deleted = [new("experiment_id", "$goneExperiment", 400, "'active' state")],
        },
        new("POST", "/experiments/delete-experiment-tag", """{"experiment_id":"$taggedExperiment","key":"k"}""")
        {
            Required = "experiment_id key", Unknown = [.. UnknownExperiment, new("key", "none", 404, "No tag with name: none")],
            Deleted = [new("experiment_id", "$goneExperiment", 400, "'active' state")],
        },
        new("POST", "/experiments/search-datasets", """{"experiment_ids":["$experiment"]}"""),
    ];

    static Route[] Runs() =>
    [
        new("POST", "/runs/create", """{"experiment_id":"$experiment","start_time":1,"run_name":"n","user_id":"u","tags":[{"key":"k","value":"v"}]}""")
        {
            Unknown = UnknownExperiment, Deleted = [new("experiment_id", "$goneExperiment", 400, "'active' state")],
            TooLong = [("run_name", 8001, "'run_name' exceeds the maximum length of 8000 characters"), ("user_id", 8001, "'user_id' exceeds")],
        },
        new("GET", "/runs/get", """{"run_id":"$run"}""") { Required = "run_id", TooLong = LongRunId, Unknown = UnknownRun },
        new("POST", "/runs/update", """{"run_id":"$run","status":"FINISHED","end_time":2,"run_name":"n"}""")
        {
            Required = "run_id", TooLong = [.. LongRunId, ("run_name", 8001, "'run_name' exceeds")], Deleted = GoneRun,
            Unknown = [.. UnknownRun, new("status", "DONE", 400, "Invalid value \"DONE\" for parameter 'status' supplied")],
        },
        new("POST", "/runs/delete", """{"run_id":"$freshRun"}""") { Required = "run_id", TooLong = LongRunId, Unknown = UnknownRun },
        new("POST", "/runs/restore", """{"run_id":"$goneRun2"}""") { Required = "run_id", TooLong = LongRunId, Unknown = UnknownRun },
        new("POST", "/runs/search", """{"experiment_ids":["$experiment"],"filter":"metrics.m > 0","order_by":["metrics.m"],"max_results":3,"run_view_type":"ALL"}""")
        {
            TooLong = [("filter", 100_001, "Invalid clause(s) in filter string")],
            Unknown = [new("run_view_type", "SOME", 400, "Invalid value"), new("page_token", "%", 400, "Invalid page token, could not base64-decode")],
        },
        new("POST", "/runs/log-metric", """{"run_id":"$run","key":"m","value":1.5,"timestamp":1,"step":0,"model_id":"m-1"}""")
        {
            Required = "run_id key value timestamp", TooLong = [.. LongRunId, ("key", 251, TooLongKey), ("model_id", 256, "'model_id' exceeds")],
            Unknown = UnknownRun, Deleted = GoneRun,
        },
        new("POST", "/runs/log-parameter", """{"run_id":"$run","key":"$name","value":"v"}""")
        {
            Required = "run_id key", TooLong = [.. LongRunId, ("key", 251, TooLongKey)], Unknown = UnknownRun, Deleted = GoneRun,
        },
        new("POST", "/runs/set-tag", """{"run_id":"$run","key":"k","value":"v"}""")
        {
            Required = "run_id key", TooLong = [.. LongRunId, ("key", 251, TooLongKey)], Unknown = UnknownRun, Deleted = GoneRun,
        },
        new("POST", "/runs/delete-tag", """{"run_id":"$taggedRun","key":"k"}""")
        {
            Required = "run_id key", TooLong = LongRunId, Unknown = [.. UnknownRun, new("key", "none", 404, "No tag with name: none")], Deleted = GoneRun,
        },
        new("POST", "/runs/log-batch", Batch) { Required = "run_id", TooLong = LongRunId, Unknown = UnknownRun, Deleted = GoneRun },
        new("POST", "/runs/log-inputs", $$"""{"run_id":"$run","datasets":{{Dataset}},"models":[{"model_id":"m-1"}]}""")
        {
            Required = "run_id", TooLong = LongRunId, Unknown = UnknownRun, Deleted = GoneRun,
        },
        new("POST", "/runs/outputs", """{"run_id":"$run","models":[{"model_id":"m-1","step":1}]}""")
        {
            Required = "run_id models", TooLong = LongRunId, Unknown = UnknownRun, Deleted = GoneRun,
        },
        new("POST", "/runs/log-model", """{"run_id":"$run","model_json":"{\"artifact_path\":\"a\",\"flavors\":{},\"utc_time_created\":\"t\",\"run_id\":\"r\"}"}""")
        {
            Required = "run_id model_json", TooLong = LongRunId, Deleted = GoneRun,
            Unknown = [.. UnknownRun, new("model_json", "x", 400, "Malformed model info"), new("model_json", "{}", 400, "artifact_path, flavors, utc_time_created, run_id")],
        },
        new("GET", "/artifacts/list", """{"run_id":"$run","path":"model"}""")
        {
            Required = "run_id", TooLong = LongRunId, Unknown = [.. UnknownRun, new("path", "../x", 400, "Invalid path")],
        },
    ];

    static Route[] Metrics() =>
    [
        new("GET", "/metrics/get-history", """{"run_id":"$run","metric_key":"m","max_results":"5"}""")
        {
            Required = "run_id metric_key", Unknown = [new("max_results", "0", 400, "Invalid value 0"), new("page_token", "%", 400, "Invalid page token")],
        },
        new("GET", "/metrics/get-history-bulk", """{"run_id":"$run","metric_key":"m","max_results":"5"}""")
        {
            Unknown = [new("max_results", "25001", 400, "25000"), new("metric_key", "", 400, "must specify a metric_key")],
        },
        new("GET", "/metrics/get-history-bulk-interval", """{"run_ids":"$run","metric_key":"m","start_step":"0","end_step":"9","max_results":"5"}""")
        {
            Required = "run_ids metric_key",
            Unknown = [new("run_ids", "0123456789abcdef", 404, NoRun), new("max_results", "2501", 400, "max_results must be between 1 and 2500")],
        },
    ];

    static Route[] LoggedModels() =>
    [
        new("POST", "/logged-models", """{"experiment_id":"$experiment","name":"n","model_type":"t","source_run_id":"r","params":[],"tags":[]}""")
        {
            Required = "experiment_id", TooLong = [("name", 501, "'name' exceeds the maximum length of 500 characters")],
            Unknown = UnknownExperiment, Deleted = [new("experiment_id", "$goneExperiment", 400, "'active' state")],
        },
        new("POST", "/logged-models/search", """{"experiment_ids":["$experiment"],"filter":"name = 'n'","max_results":5,"order_by":[{"field_name":"name","ascending":true}]}""")
        {
            Required = "experiment_ids", TooLong = [("filter", 100_001, "Invalid clause(s) in filter string")],
            Unknown = [new("page_token", "%", 400, "Invalid page token"), new("filter", "x.y = 'z'", 400, "Invalid entity type")],
        },
        new("GET", "/logged-models/{model_id}", "{}") { Named = "model_id=$logged", Unknown = UnknownLogged, Deleted = GoneLogged },
        new("PATCH", "/logged-models/{model_id}", """{"model_id":"$logged","status":"LOGGED_MODEL_READY"}""")
        {
            Named = "model_id=$logged", Required = "model_id status", Deleted = GoneLogged,
            Unknown = [.. UnknownLogged, new("status", "SOME", 400, "Invalid value \"SOME\" for parameter 'status' supplied")],
        },
        new("DELETE", "/logged-models/{model_id}", "{}") { Named = "model_id=$freshLogged", Unknown = UnknownLogged },
        new("POST", "/logged-models/{model_id}/params", """{"params":[{"key":"p","value":"v"}]}""")
        {
            Named = "model_id=$logged", Unknown = UnknownLogged, Deleted = GoneLogged,
        },
        new("PATCH", "/logged-models/{model_id}/tags", """{"tags":[{"key":"t","value":"v"}]}""") { Named = "model_id=$logged", Unknown = UnknownLogged, Deleted = GoneLogged },
        new("DELETE", "/logged-models/{model_id}/tags/{tag_key}", "{}")
        {
            Named = "model_id=$taggedLogged tag_key=k", Deleted = GoneLogged, Unknown = [.. UnknownLogged, new("{tag_key}", "none", 404, "No tag with key")],
        },
        new("GET", "/logged-models/{model_id}/artifacts/directories", """{"artifact_directory_path":"a"}""")
        {
            Named = "model_id=$logged", Unknown = [.. UnknownLogged, new("artifact_directory_path", "/x", 400, "Invalid path")], Deleted = GoneLogged,
        },
        new("GET", "/logged-models/{model_id}/artifacts/files", """{"artifact_file_path":"MLmodel"}""")
        {
            Named = "model_id=$filedLogged", Required = "artifact_file_path", Deleted = GoneLogged,
            Unknown = [.. UnknownLogged, new("artifact_file_path", "..", 400, "Invalid path"), new("artifact_file_path", "none", 404, "No such artifact")],
        },
    ];

    static Route[] Models() =>
    [
        new("POST", "/registered-models/create", """{"name":"$name","description":"d","tags":[{"key":"k","value":"v"}]}""")
        {
            Required = "name", TooLong = [("name", 501, "'name' exceeds the maximum length of 500 characters"), ("description", 100_001, "'description' exceeds")],
            Unknown = [new("name", "a/b", 400, "Names cannot contain '/' or ':'")],
        },
        new("POST", "/registered-models/rename", """{"name":"$freshModel","new_name":"$name"}""")
        {
            Required = "name new_name", TooLong = [("new_name", 501, "exceeds the maximum length of 500 characters")], Deleted = GoneModel,
            Unknown = [.. UnknownModel, new("new_name", "$model", 400, "already exists")],
        },
        new("PATCH", "/registered-models/update", """{"name":"$model","description":"d"}""")
        {
            Required = "name", TooLong = [("description", 100_001, "'description' exceeds")], Unknown = UnknownModel, Deleted = GoneModel,
        },
        new("DELETE", "/registered-models/delete", """{"name":"$freshModel"}""") { Required = "name", Unknown = UnknownModel, Deleted = GoneModel },
        new("GET", "/registered-models/get", """{"name":"$model"}""") { Required = "name", Unknown = UnknownModel, Deleted = GoneModel },
        new("GET", "/registered-models/search", """{"filter":"name LIKE 'a%'","max_results":"5"}""")
        {
            Unknown = [new("max_results", "1001", 400, "1000"), new("filter", "x = 'y'", 400, "Invalid attribute key"), new("page_token", "%", 400, "Invalid page token")],
        },
        new("POST", "/registered-models/search", """{"filter":"name LIKE 'a%'","max_results":5,"order_by":["name"]}""")
        {
            TooLong = [("filter", 100_001, "Invalid clause(s) in filter string")], Unknown = [new("max_results", "1001", 400, "1000")],
        },
        new("GET", "/registered-models/get-latest-versions", """{"name":"$model"}""")
        {
            Required = "name", Unknown = [.. UnknownModel, new("stages", "Some", 400, "Invalid Model Version stage: Some")], Deleted = GoneModel,
        },
        new("POST", "/registered-models/get-latest-versions", """{"name":"$model","stages":["None"]}""") { Required = "name", Unknown = UnknownModel, Deleted = GoneModel },
        new("POST", "/registered-models/set-tag", """{"name":"$model","key":"k","value":"v"}""")
        {
            Required = "name key", TooLong = [("key", 251, TooLongKey), ("value", 100_001, "100000")], Unknown = UnknownModel, Deleted = GoneModel,
        },
        new("DELETE", "/registered-models/delete-tag", """{"name":"$model","key":"none"}""") { Required = "name key", Unknown = UnknownModel, Deleted = GoneModel },
        new("POST", "/registered-models/alias", """{"name":"$model","alias":"$name","version":"1"}""")
        {
            Required = "name alias version", TooLong = [("alias", 256, "exceeds the maximum length of 255")], Unknown = UnknownVersion, Deleted = GoneModel,
        },
        new("GET", "/registered-models/alias", """{"name":"$model","alias":"champion"}""")
        {
            Required = "name alias", Unknown = [.. UnknownModel, new("alias", "none", 400, "Registered model alias none not found.")], Deleted = GoneModel,
        },
        new("DELETE", "/registered-models/alias", """{"name":"$model","alias":"none"}""") { Required = "name alias", Unknown = UnknownModel, Deleted = GoneModel },
    ];

    static Route[] Webhooks() =>
    [
        new("POST", "/webhooks", """{"name":"$name","url":"http://127.0.0.1:9/","events":[{"entity":"PROMPT_ALIAS","action":"CREATED"}],"description":"d","secret":"s","status":"ACTIVE"}""")
        {
            Required = "name url", TooLong = [("name", 64, "1 to 63"), ("secret", 1001, "'secret' exceeds"), ("description", 6001, "'description' exceeds")],
            Unknown = [new("url", "ftp://127.0.0.1/", 400, "Invalid webhook URL"), new("name", "-", 400, "name"), new("status", "OFF", 400, "Invalid value \"OFF\"")],
        },
        new("GET", "/webhooks", """{"max_results":"5"}""") { Unknown = [new("max_results", "1001", 400, "1000"), new("page_token", "%", 400, "Invalid page token")] },
        new("GET", "/webhooks/{webhook_id}", "{}") { Named = "webhook_id=$hook", Unknown = UnknownHook, Deleted = GoneHook },
        new("PATCH", "/webhooks/{webhook_id}", """{"description":"e","status":"DISABLED"}""") { Named = "webhook_id=$hook", Unknown = UnknownHook, Deleted = GoneHook },
        new("DELETE", "/webhooks/{webhook_id}", "{}") { Named = "webhook_id=$freshHook", Unknown = UnknownHook, Deleted = GoneHook },
        new("POST", "/webhooks/{webhook_id}/test", """{"event":{"entity":"PROMPT_ALIAS","action":"CREATED"}}""")
        {
            Named = "webhook_id=$hook", Unknown = UnknownHook, Deleted = GoneHook,
        },
    ];

    static Route[] Versions() =>
    [
        new("POST", "/model-versions/create", """{"name":"$model","source":"s3://b/m","run_id":"r","run_link":"l","description":"d","tags":[{"key":"k","value":"v"}]}""")
        {
            Required = "name source", TooLong = [("source", 10_001, "'source' exceeds"), ("description", 100_001, "'description' exceeds"), ("run_link", 10_001, "'run_link' exceeds")],
            Unknown = [.. UnknownModel, new("model_id", "m-0", 404, "Logged model with ID 'm-0' not found"), new("source", "models:/nobody/1", 404, "not found")],
            Deleted = GoneModel,
        },
        new("GET", "/model-versions/get", """{"name":"$model","version":"1"}""") { Required = "name version", Unknown = UnknownVersion, Deleted = GoneModel },
        new("PATCH", "/model-versions/update", """{"name":"$model","version":"1","description":"d"}""")
        {
            Required = "name version", TooLong = [("description", 100_001, "'description' exceeds")], Unknown = UnknownVersion, Deleted = GoneModel,
        },
        new("DELETE", "/model-versions/delete", """{"name":"$freshModel","version":"1"}""") { Required = "name version", Unknown = UnknownVersion, Deleted = GoneModel },
        new("GET", "/model-versions/search", """{"filter":"version_number = 1","max_results":"5"}""")
        {
            Unknown = [new("max_results", "200001", 400, "200000"), new("filter", "aliases = 'x'", 400, "Invalid attribute key")],
        },
        new("POST", "/model-versions/search", """{"filter":"name = '$model'","max_results":5,"order_by":["name"]}""")
        {
            TooLong = [("filter", 100_001, "Invalid clause(s) in filter string")], Unknown = [new("page_token", "%", 400, "Invalid page token")],
        },
        new("GET", "/model-versions/get-download-uri", """{"name":"$model","version":"1"}""") { Required = "name version", Unknown = UnknownVersion, Deleted = GoneModel },
        new("POST", "/model-versions/transition-stage", """{"name":"$model","version":"1","stage":"Staging","archive_existing_versions":false}""")
        {
            Required = "name version stage", Deleted = GoneModel,
            Unknown = [.. UnknownVersion, new("stage", "Some", 400, "Value must be one of None, Staging, Production, Archived.")],
        },
        new("POST", "/model-versions/set-tag", """{"name":"$model","version":"1","key":"k","value":"v"}""")
        {
            Required = "name version key", TooLong = [("key", 251, TooLongKey), ("value", 100_001, "100000")], Unknown = UnknownVersion, Deleted = GoneModel,
        },
        new("DELETE", "/model-versions/delete-tag", """{"name":"$model","version":"1","key":"none"}""")
        {
            Required = "name version key", Unknown = UnknownVersion, Deleted = GoneModel,
        },
    ];
}
