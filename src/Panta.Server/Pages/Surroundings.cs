using Microsoft.AspNetCore.Antiforgery;
using Panta.Serving.Endpoints;
using Panta.Tracking.Models;
using Panta.Tracking.Runs;
using Panta.Tracking.Stores;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;

namespace Panta.Server.Pages;

/// <summary>Makes the <see cref="FrameView"/> of a request: counts, clocks, theme, form token.</summary>
sealed class Surroundings(
    IAntiforgery antiforgery, DataFolder folder, Database database, RunCounts runs, ModelRegistry registry, EndpointSet endpoints, ProjectStore projects,
    AlertStore alerts, TimeProvider time)
{
    /// <summary>What surrounds the page of this request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="withForm">Whether the page has a form that changes state, and so needs a token.</param>
    public FrameView Of(HttpContext http, bool withForm = false)
    {
        var states = projects.All();
        return Bare(http) with
        {
            Counts = Counts(states),
            Clocks = [.. states.Where(state => state.Clock == ClockKind.Replay).Select(state => (state.Name, state.Now))],
            FormToken = withForm ? antiforgery.GetAndStoreTokens(http).RequestToken ?? "" : "",
            Done = Done.Sentence(http.Request.Query["done"].ToString()),
        };
    }

    /// <summary>What can be said without asking the store.</summary>
    public FrameView Bare(HttpContext http) => new()
    {
        Path = http.Request.Path + http.Request.QueryString,
        Address = http.Request.Host.Value ?? "",
        Engine = database.Engine,
        Now = time.GetUtcNow(),
        Theme = http.Request.Query["theme"].ToString() is "light" or "dark" ? http.Request.Query["theme"].ToString() : null,
    };

    Dictionary<string, long> Counts(IReadOnlyList<ProjectState> states) => new()
    {
        ["data"] = DataPages.Names(folder).Count(name => !name.EndsWith("_quarantine", StringComparison.Ordinal)),
        ["runs"] = runs.ByExperiment().Values.Sum(),
        ["models"] = registry.Count(),
        ["endpoints"] = endpoints.All.Count,
        ["monitors"] = states.Count(state => state.Definition.Monitor is not null),
        ["alerts"] = alerts.Latest(onlyOpen: true).Count(alert => alert.Column is null),
        ["workflows"] = states.Sum(state => state.Definition.Policy?.Retrain is null ? 1 : 2),
    };
}
