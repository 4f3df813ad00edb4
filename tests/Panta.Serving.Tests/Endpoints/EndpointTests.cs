using System.Text;
using Panta.Data.Tables;
using Panta.Serving.Endpoints;
using Panta.Serving.Protocols;

namespace Panta.Serving.Tests.Endpoints;

public sealed class EndpointTests
{
    static readonly byte[] One = """{"dataframe_records": [{"temp": 0.5, "weather": "clear", "at": "2012-05-01T07:00:00Z", "id": "hour-7"}]}"""u8.ToArray();

    [Fact]
    public async Task An_answer_leaves_after_its_predictions_are_logged()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1);
        await serving.PromoteAsync(1);
        var endpoint = await serving.OpenAsync();

        var answer = await endpoint.InvokeAsync(One, MediaType.Json, "r1");

        Assert.Equal(("r1", "1"), (answer.RequestId, answer.Version));
        Assert.Equal(1.5, answer.Predictions.Numbers("prediction").Span[0], 0.05);
        var logged = endpoint.Log.Predictions(ServingFolder.Now.AddDays(-1), ServingFolder.Now);
        Assert.Equal(1, logged.RowCount);
        Assert.Equal(("r1-0", "r1", "hour-7", "bikes", "1", "ok"), (Text(logged, "prediction_id"), Text(logged, "request_id"), Text(logged, "entity_key"),
            Text(logged, "model"), Text(logged, "version"), Text(logged, "status")));
        Assert.Equal(new DateTimeOffset(2012, 5, 1, 7, 0, 0, TimeSpan.Zero), logged["event_time"].Value(0));
        Assert.Equal((0.5, "clear"), (logged["features.temp"].Value(0), Text(logged, "features.weather")));
        Assert.Equal(answer.Predictions.Numbers("prediction").Span[0], logged["output.prediction"].Value(0));
    }

    [Fact]
    public async Task Without_time_and_key_a_row_has_its_arrival_and_its_own_id()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1);
        await serving.PromoteAsync(1);
        var endpoint = await serving.OpenAsync();

        await endpoint.InvokeAsync("""{"inputs": {"temp": [0, 1], "weather": ["rain", "rain"]}}"""u8.ToArray(), MediaType.Json, "r");

        var logged = endpoint.Log.Predictions(ServingFolder.Now, ServingFolder.Now.AddTicks(10));
        Assert.Equal(("r-0", "r-1"), (Text(logged, "entity_key", 0), Text(logged, "entity_key", 1)));
    }

    [Fact]
    public async Task A_repeated_request_counts_once()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1);
        await serving.PromoteAsync(1);
        var endpoint = await serving.OpenAsync();

        for (var i = 0; i < 3; i++) await endpoint.InvokeAsync(One, MediaType.Json, "again");

        Assert.Equal(1, endpoint.Log.PredictionCount);
    }

    [Fact]
    public async Task When_the_alias_moves_the_next_answers_come_from_the_new_version()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1, 10);
        await serving.PromoteAsync(1);
        var endpoint = await serving.OpenAsync();

        await serving.PromoteAsync(2);
        await serving.Endpoints.SettledAsync();

        Assert.Equal("2", (await endpoint.InvokeAsync(One, MediaType.Json, "r")).Version);
    }

    [Fact]
    public async Task While_versions_swap_each_answer_is_of_one_version()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1, 10);
        await serving.PromoteAsync(1);
        var endpoint = await serving.OpenAsync();
        var expected = new Dictionary<string, double> { ["1"] = await Predict(endpoint, "first") };
        await serving.PromoteAsync(2);
        await endpoint.RefreshAsync();
        expected["2"] = await Predict(endpoint, "second");

        var asking = Enumerable.Range(0, 4).Select(asker => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                var answer = await endpoint.InvokeAsync(One, MediaType.Json, $"{asker}-{i}");
                Assert.Equal(expected[answer.Version], answer.Predictions.Numbers("prediction").Span[0]);
            }
        })).ToList();
        for (var move = 0; move < 10; move++) await serving.PromoteAsync(1 + move % 2);

        await Task.WhenAll(asking);
        Assert.Equal(202, endpoint.Statistics.Requests);
    }

    [Fact]
    public async Task A_version_whose_files_are_damaged_leaves_the_old_one_answering()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1, 10);
        await serving.PromoteAsync(1);
        var endpoint = await serving.OpenAsync();
        var arrays = Path.Combine(serving.Root, "artifacts/models/v2/panta/pipeline.json");
        await File.WriteAllTextAsync(arrays, (await File.ReadAllTextAsync(arrays))[..^20]);

        await serving.PromoteAsync(2);
        await serving.Endpoints.SettledAsync();

        Assert.Contains("pipeline.json", endpoint.LoadFailure!.Message, StringComparison.Ordinal);
        Assert.Equal("1", (await endpoint.InvokeAsync(One, MediaType.Json, "r")).Version);
    }

    [Fact]
    public async Task Without_a_version_the_error_says_what_to_do()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1);
        var endpoint = await serving.OpenAsync();

        var error = await Assert.ThrowsAsync<NoModelException>(() => endpoint.InvokeAsync(One, MediaType.Json, "r"));

        Assert.Equal("Endpoint 'bikes' has no model: alias 'champion' of model 'bikes' points to no version. Set the alias.", error.Message);
        Assert.Equal(1, endpoint.Statistics.Errors["no_model"]);
    }

    [Fact]
    public async Task A_category_that_the_model_refuses_is_the_models_failure_and_is_not_logged()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1);
        await serving.PromoteAsync(1);
        var endpoint = await serving.OpenAsync();

        var error = await Assert.ThrowsAsync<ModelFailureException>(() =>
            endpoint.InvokeAsync("""{"inputs": {"temp": 1, "weather": "hail"}}"""u8.ToArray(), MediaType.Json, "r"));

        Assert.Contains("hail", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), (endpoint.Log.PredictionCount, endpoint.Statistics.Errors["model"]));
    }

    [Fact]
    public async Task Predictions_and_settings_survive_a_restart()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1);
        await serving.PromoteAsync(1);
        await serving.OpenAsync();
        await serving.Endpoints.Get("bikes").InvokeAsync(One, MediaType.Json, "r");
        await serving.Endpoints.DisposeAsync();

        await using var restarted = serving.NewEndpoints();
        await restarted.OpenAsync();

        var endpoint = restarted.Get("bikes");
        Assert.Equal((1, "1"), (endpoint.Log.PredictionCount, endpoint.Version));
    }

    [Fact]
    public async Task The_address_without_a_name_is_the_only_endpoint_or_the_default_one()
    {
        await using var serving = new ServingFolder();
        await serving.RegisterAsync(1);
        Assert.Contains("There are none yet.", Assert.Throws<ArgumentException>(serving.Endpoints.GetDefault).Message, StringComparison.Ordinal);

        await serving.OpenAsync("a");
        Assert.Equal("a", serving.Endpoints.GetDefault().Settings.Name);

        await serving.OpenAsync("b");
        Assert.Contains("Endpoints: a, b.", Assert.Throws<ArgumentException>(serving.Endpoints.GetDefault).Message, StringComparison.Ordinal);

        await serving.OpenAsync("a", isDefault: true);
        await serving.OpenAsync("b", isDefault: true);
        Assert.Equal("b", serving.Endpoints.GetDefault().Settings.Name);
        Assert.Equal([("a", false), ("b", true)], serving.Store.List().Select(settings => (settings.Name, settings.IsDefault)));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    public async Task A_name_that_no_folder_should_have_is_refused(string name)
    {
        await using var serving = new ServingFolder();

        await Assert.ThrowsAsync<ArgumentException>(() => serving.Store.SetAsync(new() { Name = name, Model = "bikes" }));
    }

    static async Task<double> Predict(Endpoint endpoint, string id) =>
        (await endpoint.InvokeAsync(One, MediaType.Json, id)).Predictions.Numbers("prediction").Span[0];

    static string? Text(Table table, string column, int row = 0) => ((TextColumn)table[column])[row];
}
