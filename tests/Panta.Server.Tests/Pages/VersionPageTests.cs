using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Models;

namespace Panta.Server.Tests.Pages;

public sealed class VersionPageTests
{
    const string MLmodel = """
        flavors:
          python_function: {loader_module: mlflow.sklearn}
          sklearn: {}
        signature:
          inputs: '[{"type": "double", "name": "<b>temp", "required": true}, {"type": "long", "name": "hour", "required": false}]'
          outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 2]}}]'
        """;

    [Fact]
    public async Task A_version_tells_its_lineage_signature_files_and_history()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = await SampleRuns.AddAsync(server.Services);
        await Write(server, runs[1], MLmodel);

        var html = await server.Client.GetStringAsync("/models/bikes-demand/versions/2?file=MLmodel");

        Assert.Contains("bikes.train", html);
        Assert.Contains($"/runs/{runs[1]}", html);
        Assert.Contains("&lt;b&gt;temp", html);
        Assert.Contains("input, may be missing", html);
        Assert.Contains("tensor of float64 [-1,2]", html);
        Assert.Contains("python_function, sklearn", html);
        Assert.DoesNotContain("panta score", html);
        Assert.Contains("65.0 → 43.9 on 335 held-out hours", WebUtility.HtmlDecode(html));
        Assert.Contains($"/get-artifact?run_id={runs[1]}&amp;path=model%2FMLmodel", html);
    }

    [Theory]
    [InlineData("a: [b", "Its MLmodel cannot be read")]
    [InlineData("signature: {inputs: 'no json'}", "Its MLmodel cannot be read")]
    [InlineData("signature: 7", "It was logged without a signature.")]
    public async Task A_broken_MLmodel_fails_in_its_own_panel(string text, string expected)
    {
        await using var server = await RunningServer.StartAsync();
        var runs = await SampleRuns.AddAsync(server.Services);
        await Write(server, runs[1], text);

        var html = await server.Client.GetStringAsync("/models/bikes-demand/versions/2");

        Assert.Contains(expected, html);
        Assert.Contains("maxLeaves", html);
    }

    [Fact]
    public async Task Two_versions_are_told_apart_by_metrics_params_and_signature()
    {
        await using var server = await RunningServer.StartAsync();
        var runs = await SampleRuns.AddAsync(server.Services);
        await Write(server, runs[0], MLmodel);
        await Write(server, runs[1], MLmodel.Replace("\"long\"", "\"string\""));

        var html = await server.Client.GetStringAsync("/models/bikes-demand/compare?a=1&b=2");

        Assert.Contains("<th scope=\"row\">hour</th><td class=\"\">long, may be missing</td><td class=\"\">string, may be missing</td>", html);
        Assert.Contains("<td class=\"strong\">17.83</td>", html);
        Assert.Contains($"/compare?runs={runs[0]},{runs[1]}", html);
    }

    [Fact]
    public async Task Aliases_and_stages_move_with_a_reason_and_nothing_goes_for_good_but_by_its_name()
    {
        await using var server = await RunningServer.StartAsync();
        await SampleRuns.AddAsync(server.Services);
        var registry = server.Services.GetRequiredService<ModelRegistry>();
        const string Model = "/models/bikes-demand", Version = "/models/bikes-demand/versions/3";

        await Refused(server, Model, "alias", "Say why", ("alias", "night"), ("version", "3"));
        await RunPageTests.Post(server, Model, "alias", ("alias", "night"), ("version", "3"), ("why", "quieter"));
        await RunPageTests.Post(server, Version, "stage", ("stage", "Staging"), ("why", "for a trial"));
        var moved = await server.Client.GetStringAsync(Version);
        await RunPageTests.Post(server, Model, "unalias", ("alias", "night"), ("why", "over"));
        await Refused(server, Version, "delete", "you typed &#x27;v2&#x27;", ("typed", "v2"));
        await RunPageTests.Post(server, Version, "tag", ("key", "owner"), ("value", "ana"));
        Assert.Equal("ana", registry.GetVersion("bikes-demand", 3).Tags.Single().Value);
        await DeleteVersion(server);
        await Refused(server, Model, "delete", "you typed &#x27;bikes&#x27;", ("typed", "bikes"));

        Assert.Contains("quieter", moved);
        Assert.Contains("v3 → Staging", WebUtility.HtmlDecode(moved));
        Assert.Equal(("for a trial", "page"), (registry.StageHistory("bikes-demand")[0].Why, registry.StageHistory("bikes-demand")[0].Who));
        Assert.Equal("over", registry.AliasHistory("bikes-demand", "night")[0].Why);
        Assert.Equal(2, registry.SearchVersions("name = 'bikes-demand'").Items.Count);
    }

    static Task DeleteVersion(RunningServer server) => RunPageTests.Post(server, "/models/bikes-demand/versions/3", "delete", ("typed", "v3"));

    static async Task Refused(RunningServer server, string page, string act, string reason, params (string Name, string Value)[] fields)
    {
        var (status, html) = await RunPageTests.Send(server, page, act, fields);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, html);
    }

    static Task Write(RunningServer server, string run, string text) =>
        server.Services.GetRequiredService<ArtifactStore>().WriteAsync($"1/{run}/artifacts/model/MLmodel", new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
