using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Panta.Tracking.Tests;

namespace Panta.Server.Tests.Conformance;

/// <summary>Every call of MLflow's REST API: good, with a field missing, of the wrong type, too long, naming what is unknown, naming what was deleted.</summary>
public sealed class RouteTests(Worlds worlds) : IClassFixture<Worlds>
{
    const string Api = "/api/2.0/mlflow";
    const string AjaxApi = "/ajax-api/2.0/mlflow";

    /// <summary>Served beside the calls with fields; they have tests of their own.</summary>
    static readonly string[] OfFiles = ["/get-artifact", "/model-versions/get-artifact", "/upload-artifact", "-artifacts/", "/artifacts/presigned-", "/api/3.0"];

    public static TheoryData<string> Keys => [.. Routes.All.Select(r => r.Key)];

    public static TheoryData<string, string> RequiredFields => Pairs(r => r.Required.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public static TheoryData<string, string> TypedFields => Pairs(r => r.Fields().Select(f => f.Key));

    public static TheoryData<string, string> LongFields => Pairs(r => r.TooLong.Select(f => f.Field));

    public static TheoryData<string, int> UnknownThings => Numbered(r => r.Unknown);

    public static TheoryData<string, int> DeletedThings => Numbered(r => r.Deleted);

    [StoreFact]
    public async Task Every_mapped_call_is_listed_and_every_listed_one_is_mapped_for_clients_and_pages()
    {
        var world = await worlds.Current;
        var mapped = world.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(m => (Method: m, Path: e.RoutePattern.RawText!)) ?? [])
            .Where(e => !OfFiles.Any(f => e.Path.Contains(f, StringComparison.Ordinal)))
            .ToList();

        Assert.Equal(Routes.All.Select(r => r.Key).Order(), Below(Api));
        Assert.Equal(Routes.All.Select(r => r.Key).Order(), Below(AjaxApi));

        IEnumerable<string> Below(string prefix) =>
            mapped.Where(e => e.Path.StartsWith(prefix + "/", StringComparison.Ordinal)).Select(e => $"{e.Method} {e.Path[prefix.Length..]}").Order();
    }

    [StoreTheory]
    [MemberData(nameof(Keys))]
    public async Task A_good_call_is_answered_by_an_object_and_fields_nobody_knows_are_ignored(string route)
    {
        var call = Find(route);
        var fields = call.Fields();
        if (call.IsQuery) fields["nobody_knows"] = "x";
        else fields["nobody_knows"] = new JsonObject { ["deep"] = new JsonArray(1, null) };

        var answer = await SendAsync(call, fields, asBody: false);

        Assert.True(answer.Status == 200, answer.Text);
        if (!route.EndsWith("artifacts/files", StringComparison.Ordinal)) Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(answer.Text).RootElement.ValueKind);
    }

    [StoreTheory]
    [MemberData(nameof(RequiredFields))]
    public async Task A_missing_or_empty_field_is_named(string route, string field)
    {
        var call = Find(route);
        var (without, empty) = (call.Fields(), call.Fields());
        without.Remove(field);
        empty[field] = empty[field] is JsonValue value && value.TryGetValue<string>(out _) ? "" : null;

        foreach (var fields in (JsonObject[])[without, empty])
            (await SendAsync(call, fields, asBody: fields.Count == 0 || fields[field] is null)).Refuses(400, $"Missing value for required parameter '{field}'");
    }

    [StoreTheory]
    [MemberData(nameof(TypedFields))]
    public async Task A_field_of_the_wrong_type_is_shown_and_named(string route, string field)
    {
        var call = Find(route);
        var fields = call.Fields();
        JsonNode wrong = fields[field] switch
        {
            JsonObject => JsonValue.Create(5),
            JsonValue value when !value.TryGetValue<string>(out _) => JsonValue.Create("soon"),
            _ => new JsonObject { ["no"] = 5 },
        };
        fields[field] = wrong.DeepClone();

        (await SendAsync(call, fields, asBody: true)).Refuses(400, $"Invalid value {wrong.ToJsonString()} for parameter '{field}' supplied");
    }

    [StoreTheory]
    [MemberData(nameof(LongFields))]
    public async Task A_field_that_is_too_long_is_refused_and_one_character_less_is_not(string route, string field)
    {
        var call = Find(route);
        var (_, length, said) = call.TooLong.First(f => f.Field == field);
        var (tooLong, longest) = (call.Fields(), call.Fields());
        tooLong[field] = TextOf(field, length);
        longest[field] = TextOf(field, length - 1);

        (await SendAsync(call, tooLong, asBody: true)).Refuses(400, said);
        var answer = await SendAsync(call, longest, asBody: true);
        Assert.True(answer.Status is 200 or 404 || !answer.Text.Contains(said, StringComparison.Ordinal), answer.Text);
    }

    [StoreTheory]
    [MemberData(nameof(UnknownThings))]
    public Task What_is_unknown_is_named(string route, int number) => RefusesAsync(Find(route), Find(route).Unknown[number]);

    [StoreTheory]
    [MemberData(nameof(DeletedThings))]
    public Task What_was_deleted_is_named(string route, int number) => RefusesAsync(Find(route), Find(route).Deleted[number]);

    async Task RefusesAsync(Route call, Refused refused)
    {
        var fields = call.Fields();
        var world = await worlds.Current;
        var value = await world.Fill(refused.Value);
        var ofPath = refused.Field.StartsWith('{');
        if (!ofPath) fields[refused.Field] = fields[refused.Field] is JsonArray ? new JsonArray(value) : value;

        var answer = await SendAsync(call, fields, asBody: false, ofPath ? [(refused.Field.Trim('{', '}'), value)] : []);

        var said = (await world.Fill(refused.Said)).Replace("Invalid value 0", "Invalid value", StringComparison.Ordinal);
        answer.Refuses(refused.Status, said, said.Contains("already exists", StringComparison.Ordinal) ? "RESOURCE_ALREADY_EXISTS" : null);
    }

    // A GET without a query reads its fields from the body, where they have types.
    async Task<Answer> SendAsync(Route call, JsonObject fields, bool asBody, params (string Name, string Value)[] named)
    {
        var world = await worlds.Current;
        var url = Api + await world.Fill(call.Url(named));
        var json = await world.Fill(fields.ToJsonString());
        if (!call.IsQuery || asBody || fields.Count == 0) return await world.Send(new(call.Method), url, json);

        var pairs = JsonNode.Parse(json)!.AsObject().Select(f => $"{f.Key}={Uri.EscapeDataString(f.Value?.ToString() ?? "")}");
        return await world.Send(new(call.Method), $"{url}?{string.Join('&', pairs)}", null);
    }

    static string TextOf(string field, int length) => field switch
    {
        "filter" => "name = '" + new string('x', length - 9) + "'",
        "source" or "artifact_location" => "s3://" + new string('x', length - 5),
        _ => new string('x', length),
    };

    static Route Find(string key) => Routes.All.Single(r => r.Key == key);

    static TheoryData<string, string> Pairs(Func<Route, IEnumerable<string>> fields)
    {
        var data = new TheoryData<string, string>();
        foreach (var route in Routes.All)
            foreach (var field in fields(route)) data.Add(route.Key, field);
        return data;
    }

    static TheoryData<string, int> Numbered(Func<Route, IReadOnlyList<Refused>> cases)
    {
        var data = new TheoryData<string, int>();
        foreach (var route in Routes.All)
            for (var i = 0; i < cases(route).Count; i++) data.Add(route.Key, i);
        return data;
    }
}
