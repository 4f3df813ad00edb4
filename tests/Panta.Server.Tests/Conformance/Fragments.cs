namespace Panta.Server.Tests.Conformance;

/// <summary>A call that is refused, and the words of the message that clients match.</summary>
/// <param name="Call">Method and path, with the query of a GET.</param>
/// <param name="Body">The body; empty for none.</param>
/// <param name="Said">The words; at the end of them, after <c> #</c>, another error code than the usual one of the status.</param>
/// <param name="Status">HTTP status. Default 400.</param>
sealed record Fragment(string Call, string Body, string Said, int Status = 400);

/// <summary>The words of messages that clients match, one row each; those that belong to a field that is missing, mistyped, long or unknown are with the routes.</summary>
static class Fragments
{
    const string Search = "POST /runs/search";

    public static IReadOnlyList<Fragment> All { get; } = [.. Experiments(), .. Logging(), .. Histories(), .. Models(), .. RunFilters(), .. OtherFilters(), .. Files()];

    static Fragment[] Experiments() =>
    [
        new("POST /experiments/create", """{"name":"Default"}""", "Experiment(name=Default) already exists #RESOURCE_ALREADY_EXISTS"),
        new("POST /experiments/create", """{"name":"   "}""", "name"),
        new("POST /experiments/create", """{"name":"$name","artifact_location":"s3://b/x#f"}""", "URL can't include fragments or params"),
        new("POST /experiments/create", """{"name":"$name","artifact_location":"s3://b/x;p"}""", "URL can't include fragments or params"),
        new("POST /experiments/create", """{"name":"$name","artifact_location":"runs:/a/b"}""", "runs:/"),
        new("POST /experiments/create", """{"name":"$name","artifact_location":"s3://b/x?a=../y"}""", ".."),
        new("POST /experiments/create", """{"name":"$name","tags":[{"key":"a//b","value":""}]}""", "Invalid value \"a//b\" for parameter 'tags[0].key' supplied"),
        new("POST /experiments/update", """{"experiment_id":"$experiment","new_name":"Default"}""", "already exists #RESOURCE_ALREADY_EXISTS"),
        new("POST /experiments/search", """{"max_results":0}""", "max_results"),
        new("POST /experiments/search", """{"filter":"attributes.name = 'a'"}""", "Invalid entity type"),
        new("POST /experiments/search", """{"filter":"name = 5"}""", "Expected a quoted string value for"),
        new("POST /experiments/search", """{"filter":"creation_time = 'x'"}""", "Expected numeric value type for numeric attribute"),
        new("POST /experiments/search", """{"filter":"name IN ('a')"}""", "Invalid comparator"),
        new("POST /experiments/search", """{"filter":"stage = 'a'"}""", "Invalid attribute key"),
        new("GET /experiments/get?experiment_id=-1", "", "No Experiment with id=-1 exists #RESOURCE_DOES_NOT_EXIST", 404),
        new("POST /experiments/search", """{"filter":"experiment_id = 1"}""", "Expected a quoted string value for"),
        new("POST /experiments/search", """{"order_by":["tags.a"]}""", "Invalid order_by entity"),
        new("POST /experiments/search", """{"order_by":["stage"]}""", "Invalid ordering key"),
        new("POST /experiments/search", """{"page_token":"eyJhIjoxfQ=="}""", "Invalid page token"),
        new("POST /experiments/search-datasets", """{"experiment_ids":[]}""", "SearchDatasets request must specify at least one experiment_id."),
        new("POST /experiments/search-datasets", $$"""{"experiment_ids":[{{Many("\"0\"", 21)}}]}""", "cannot specify more than 20 experiment_ids"),
    ];

    static Fragment[] Logging() =>
    [
        new("POST /runs/create", """{"tags":[{"key":"a","value":"1"},{"key":"a","value":"2"}]}""", "tags[1].key"),
        new("POST /runs/create", """{"run_name":"a","tags":[{"key":"mlflow.runName","value":"b"}]}""", "mlflow.runName"),
        new("POST /runs/create", """{"tags":[{"value":"1"}]}""", "Missing value for required parameter 'tags[0].key'"),
        new("POST /runs/log-metric", """{"run_id":"$run","key":"m","value":1,"timestamp":-1}""", "Timestamp must be a nonnegative"),
        new("POST /runs/log-metric", """{"run_id":"$run","key":"/m","value":1,"timestamp":1}""", "Invalid value \"/m\" for parameter 'key' supplied"),
        new("POST /runs/log-metric", """{"run_id":"$run","key":"m","value":"abc","timestamp":1}""", "Invalid value \"abc\" for parameter 'value' supplied"),
        new("POST /runs/log-metric", """{"run_id":"$run","key":"m","value":1,"timestamp":1,"dataset_name":"d"}""", "'dataset_name' and 'dataset_digest'"),
        new("POST /runs/log-parameter", """{"run_id":"$run","key":"a/../b","value":"1"}""", "for parameter 'key' supplied"),
        new("POST /runs/log-parameter", """{"run_id":"$run","key":"a;b","value":"1"}""", "Names may only contain alphanumerics"),
        new("POST /runs/log-batch", $$"""{"run_id":"$run","metrics":[{{Many("""{"key":"m","value":1,"timestamp":1}""", 1001)}}]}""", "A batch logging request can contain at most 1000 metrics"),
        new("POST /runs/log-batch", $$"""{"run_id":"$run","params":[{{Many("""{"key":"m","value":"1"}""", 101)}}]}""", "A batch logging request can contain at most 100 params"),
        new("POST /runs/log-batch", $$"""{"run_id":"$run","tags":[{{Many("""{"key":"m","value":"1"}""", 101)}}]}""", "A batch logging request can contain at most 100 tags"),
        new("POST /runs/log-batch", """{"run_id":"$run","params":[{"key":"a","value":"1"},{"key":"a","value":"1"}]}""", "Duplicate parameter keys"),
        new("POST /runs/log-batch", """{"run_id":"$run","metrics":[{"key":"m","value":1}]}""", "Missing value for required parameter 'metrics[0].timestamp'"),
        new("POST /runs/log-batch", """{"run_id":"$run","metrics":[{"key":"m","timestamp":1}]}""", "Missing value for required parameter 'metrics[0].value'"),
        new("POST /runs/log-batch", """{"run_id":"$run","metrics":[{"key":"m","value":1,"timestamp":"soon"}]}""", "Invalid value \"soon\" for parameter 'metrics[0].timestamp' supplied"),
        new("POST /runs/log-batch", """{"run_id":"$run","params":[{"key":"p","value":5}]}""", "Invalid value 5 for parameter 'params[0].value' supplied"),
        new("POST /runs/log-inputs", Input(501, 1), "'name' exceeds the maximum length of 500 characters"),
        new("POST /runs/log-inputs", Input(1, 37), "'digest' exceeds the maximum length of 36 characters"),
        new("POST /runs/log-inputs", Input(1, 1, "source", 65_536), "'source' exceeds"),
        new("POST /runs/log-inputs", Input(1, 1, "schema", 1_048_576), "'schema' exceeds"),
        new("POST /runs/log-inputs", Input(1, 1, "profile", 16_777_216), "'profile' exceeds"),
        new("POST /runs/log-inputs", """{"run_id":"$run","datasets":[{"tags":[]}]}""", "Missing value for required parameter 'datasets[0].dataset'"),
        new("POST /runs/log-inputs", $$"""{"run_id":"$run","models":[{{Many("""{"model_id":"m-1"}""", 1001)}}]}""", "'models' has 1001 entries"),
        new("POST /runs/log-model", """{"run_id":"$run","model_json":"{\"artifact_path\":\"a\"}"}""", "flavors, utc_time_created, run_id"),
    ];

    static Fragment[] Histories() =>
    [
        new("GET /metrics/get-history-bulk?metric_key=m", "", "GetMetricHistoryBulk request must specify at least one run_id"),
        new($"GET /metrics/get-history-bulk?metric_key=m{Many("&run_id=a", 101, "")}", "", "GetMetricHistoryBulk request cannot specify more than"),
        new("GET /metrics/get-history-bulk?run_id=$run", "", "GetMetricHistoryBulk request must specify a metric_key"),
        new($"GET /metrics/get-history-bulk-interval?metric_key=m{Many("&run_ids=a", 101, "")}", "", "GetMetricHistoryBulkInterval request must specify at most 100 run_ids."),
        new("GET /metrics/get-history-bulk-interval?metric_key=m&run_ids=$run&max_results=0", "", "max_results must be between 1 and 2500"),
        new("GET /metrics/get-history-bulk-interval?metric_key=m&run_ids=$run&start_step=1", "", "If either start step or end step are specified, both must be specified."),
        new("GET /metrics/get-history-bulk-interval?metric_key=m&run_ids=$run&start_step=2&end_step=1", "", "end_step must be greater than start_step."),
    ];

    static Fragment[] Models() =>
    [
        new("POST /logged-models", """{"experiment_id":"0","name":"a/b"}""", "Invalid model name"),
        new("POST /logged-models", """{"experiment_id":"0","name":""}""", "Invalid model name"),
        new("POST /logged-models/search", """{"experiment_ids":["0"],"datasets":[{"dataset_digest":"d"}]}""", "Missing value for required parameter 'datasets[0].dataset_name'"),
        new("POST /registered-models/create", """{"name":"$model"}""", "Registered Model (name=$model) already exists #RESOURCE_ALREADY_EXISTS"),
        new("POST /registered-models/create", """{"name":"a:b"}""", "Names cannot contain '/' or ':'"),
        new("POST /registered-models/create", """{"name":".."}""", "'.' and '..'"),
        new("GET /registered-models/get?name=a/b", "", "Names cannot contain '/' or ':'"),
        new("GET /registered-models/get?name=%20", "", "Missing value for required parameter 'name'"),
        new("GET /model-versions/get?name=a:b&version=1", "", "Names cannot contain '/' or ':'"),
        new("DELETE /registered-models/delete", """{"name":"a/b"}""", "Names cannot contain '/' or ':'"),
        new("DELETE /registered-models/delete-tag", """{"name":"$model","key":"a//b"}""", "Invalid value \"a//b\" for parameter 'key' supplied"),
        new("DELETE /model-versions/delete-tag", """{"name":"$model","version":"1","key":"a;b"}""", "Names may only contain alphanumerics"),
        new("DELETE /registered-models/alias", """{"name":"$model","alias":"a b"}""", "Names may only contain alphanumerics, underscores (_), and dashes (-)."),
        new("DELETE /registered-models/alias", """{"name":"$model","alias":"latest"}""", "'latest' alias name (case insensitive) is reserved."),
        new("POST /registered-models/alias", """{"name":"$model","version":"1","alias":"latest"}""", "'latest' alias name (case insensitive) is reserved."),
        new("POST /registered-models/alias", """{"name":"$model","version":"1","alias":"LaTest"}""", "'latest' alias name (case insensitive) is reserved."),
        new("POST /registered-models/alias", """{"name":"$model","version":"1","alias":"V12"}""", "is reserved"),
        new("POST /registered-models/alias", """{"name":"$model","version":"1","alias":"a b"}""", "Names may only contain alphanumerics, underscores (_), and dashes (-)."),
        new("POST /model-versions/create", """{"name":"$model","source":"/etc/passwd"}""", "To use a local path as a model version source"),
        new("POST /model-versions/create", """{"name":"$model","source":"s3://b/../x"}""", "If supplying a source as an http, https,"),
        new("POST /model-versions/create", """{"name":"$model","source":"file://far.example/x"}""", "is not a valid remote uri #INTERNAL_ERROR", 500),
        new("POST /webhooks", """{"name":"n","url":"http://127.0.0.1:9/","events":[{"entity":"MODEL_VERSION","action":"SET"}]}""", "Invalid action"),
        new("POST /model-versions/transition-stage", """{"name":"$model","version":"1","stage":"None","archive_existing_versions":true}""", "archive"),
    ];

    static Fragment[] RunFilters() =>
    [
        .. ((string[])
        [
            "metrics.a > 1 OR metrics.b > 1", "(metrics.a > 1)", "metrics.a > 1; DROP TABLE runs", "metrics.a > 1 -- x", "NOT metrics.a > 1", "metrics.a == 1",
            "metrics.a <> 1", "metrics.a", "tags.a = 'b", " ", "metrics.a > ", "run_id IN ('a'", "run_id IN 'a'", "metrics.a > 1,",
        ]).Select(filter => Filter(filter, "Invalid clause(s) in filter string")),
        Filter("metrics.a = '1'", "Expected numeric value type for metric"),
        Filter("start_time > '1'", "Expected numeric value type for numeric attribute"),
        Filter("params.a = 1", "Expected a quoted string value for"),
        Filter("tags.a = b", "Expected a quoted string value for"),
        Filter("run_id IN (1)", "Expected a quoted string value for"),
        Filter("metrics.a LIKE 'x'", "Invalid comparator"),
        Filter("params.a > 'x'", "Invalid comparator"),
        Filter("params.a IN ('x')", "Invalid comparator"),
        Filter("1 < metrics.a", "Invalid attribute key"),
        Filter("thing.a = 'x'", "Invalid entity type"),
        Filter("lifecycle_stage = 'active'", "Invalid attribute key"),
        Filter("dataset.size = 'x'", "Invalid dataset key"),
        Filter("status IN ('FINISHED')", "Only the 'run_id' attribute supports comparison with a list"),
        Filter(string.Join(" AND ", Enumerable.Repeat("metrics.a > 1", 201)), "Invalid clause(s) in filter string"),
        Filter($"run_id IN ({Many("'a'", 10_001)})", "Invalid clause(s) in filter string"),
        Filter($"tags.a LIKE '{new string('%', 10_001)}'", "Invalid clause(s) in filter string"),
        Order("\"\"", "Invalid order_by clause"),
        Order("\"metrics.a, metrics.b\"", "Invalid order_by clause"),
        Order("\"metrics.a UP\"", "Invalid order_by clause"),
        Order("\"dataset.name\"", "Invalid order"),
        Order("\"stage\"", "Invalid ordering key"),
        Order("\"metrics.a\",\"metrics.a DESC\"", "contains duplicate fields"),
        Order(string.Join(',', Enumerable.Range(0, 33).Select(i => $"\"metrics.a{i}\"")), "Invalid order_by clause: it has 33 keys; at most 32"),
        new(Search, """{"experiment_ids":["0"],"max_results":0}""", "Invalid value 0 for parameter 'max_results' supplied"),
        new(Search, """{"experiment_ids":["0"],"max_results":50001}""", "Invalid value 50001 for parameter 'max_results' supplied"),
        new(Search, """{"experiment_ids":["zero"]}""", "Invalid value \"zero\" for parameter 'experiment_id"),
        new(Search, """{"experiment_ids":["0"],"page_token":"?"}""", "Invalid page token, could not base64-decode"),
        new(Search, """{"experiment_ids":["0"],"page_token":"eyJvZmZzZXQiOjB9"}""", "Invalid page token"),
        new(Search, """{"experiment_ids":["0"],"page_token":"eyJhZnRlciI6WyJpMSJdfQ=="}""", "Invalid page token"),
    ];

    static Fragment[] OtherFilters() =>
    [
        new("POST /registered-models/search", """{"filter":"description = 'a'"}""", "Invalid attribute key"),
        new("POST /registered-models/search", """{"filter":"name > 'a'"}""", "Invalid comparator for attribute"),
        new("POST /registered-models/search", """{"filter":"name = 'a' OR name = 'b'"}""", "Invalid clause(s) in filter string"),
        new("POST /registered-models/search", """{"order_by":["creation_timestamp"]}""", "Invalid ordering key"),
        new("POST /registered-models/search", """{"order_by":["name","name DESC"]}""", "contains duplicate fields"),
        new("POST /registered-models/search", """{"max_results":0}""", "max_results"),
        new("POST /model-versions/search", """{"filter":"source_path IN ('a')"}""", "Invalid comparator for attribute"),
        new("POST /model-versions/search", """{"filter":"version_number = 'one'"}""", "Expected numeric value type for numeric attribute"),
        new("POST /model-versions/search", """{"order_by":["timestamp"]}""", "Invalid ordering key"),
        new("POST /logged-models/search", """{"experiment_ids":["0"],"filter":"metric.a > 1"}""", "Invalid entity type"),
        new("POST /logged-models/search", """{"experiment_ids":["0"],"filter":"color = 'a'"}""", "Invalid attribute key"),
        new("POST /logged-models/search", """{"experiment_ids":["0"],"filter":"name = 'a' OR name = 'b'"}""", "Invalid clause(s) in filter string"),
        new("POST /logged-models/search", """{"experiment_ids":["0"],"order_by":[{"field_name":"params.a"}]}""", "Invalid ordering key"),
        new("POST /logged-models/search", """{"experiment_ids":["0"],"page_token":"eyJhIjoxfQ=="}""", "Invalid page token"),
        new("POST /logged-models/search", $$"""{"experiment_ids":["0"],"datasets":[{{Many("""{"dataset_name":"d"}""", 101)}}]}""", "'datasets' has 101 entries"),
        new("POST /logged-models/search", $$"""{"experiment_ids":["0"],"order_by":[{{Many("""{"field_name":"name"}""", 33)}}]}""", "Invalid order_by clause"),
        new("POST /logged-models/search", $$"""{"experiment_ids":[{{Many("\"0\"", 10_001)}}]}""", "at most 10000 experiments"),
    ];

    static Fragment[] Files() =>
    [
        new("GET /get-artifact?path=a", "", "Missing value for required parameter 'run_id'"),
        new("GET /get-artifact?run_id=$run", "", "Missing value for required parameter 'path'"),
        new("GET /get-artifact?run_id=$run&path=none", "", "No such artifact", 404),
        new("GET /get-artifact?run_id=$run&path=", "", "Missing value for required parameter 'path'"),
        new("POST /ajax-api/2.0/mlflow/upload-artifact?path=a", "x", "Request must specify run_uuid."),
        new("POST /ajax-api/2.0/mlflow/upload-artifact?run_uuid=$run", "x", "Request must specify path."),
        new("POST /ajax-api/2.0/mlflow/upload-artifact?run_uuid=$run&path=a", "", "Request must specify data."),
        new("POST /ajax-api/2.0/mlflow/upload-artifact?run_uuid=$run&path=a", new('x', (10 << 20) + 1), "Artifact size is too large. Max size is 10MB."),
        new("GET /model-versions/get-artifact?name=nobody&version=1&path=..%2Fx", "", "Invalid path"),
    ];

    static Fragment Filter(string filter, string said) =>
        new(Search, $$"""{"experiment_ids":["0"],"filter":{{System.Text.Json.JsonSerializer.Serialize(filter)}}}""", said);

    static Fragment Order(string keys, string said) => new(Search, $$"""{"experiment_ids":["0"],"order_by":[{{keys}}]}""", said);

    static string Many(string text, int count, string between = ",") => string.Join(between, Enumerable.Repeat(text, count));

    static string Input(int name, int digest, string field = "source_type", int length = 1) =>
        $$$"""{"run_id":"$run","datasets":[{"dataset":{"name":"{{{new string('n', name)}}}","digest":"{{{new string('d', digest)}}}","{{{field}}}":"{{{new string('s', length)}}}"}}]}""";
}
