using Panta.Server.Charts;

namespace Panta.Server.Pages;

/// <summary>One endpoint: is it answering, how fast, with which version.</summary>
public sealed record EndpointView
{
    /// <summary>The endpoint's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model it serves.</summary>
    public required string Model { get; init; }

    /// <summary>The alias it follows.</summary>
    public required string Alias { get; init; }

    /// <summary>The version that answers; empty where none does.</summary>
    public required string Version { get; init; }

    /// <summary>The numbers on top, at most six.</summary>
    public required IReadOnlyList<Tile> Tiles { get; init; }

    /// <summary>Predictions by hour, day or week of the project's clock. Default null: none yet.</summary>
    public Chart? Traffic { get; init; }

    /// <summary>Latency percentiles since the server started: name and time. Default none.</summary>
    public IReadOnlyList<(string Name, TimeSpan Time)> Latency { get; init; } = [];

    /// <summary>Answers by kind since the server started: word, number, whether it is an error. Default none.</summary>
    public IReadOnlyList<(string Word, long Count, bool IsError)> Answers { get; init; } = [];

    /// <summary>The last predictions, newest first. Default none.</summary>
    public IReadOnlyList<Line> Last { get; init; } = [];

    /// <summary>Why the log could not be read. Default null.</summary>
    public Failure? LogFailure { get; init; }

    /// <summary>A request to try, in MLflow's <c>dataframe_split</c> form. Default empty.</summary>
    public string Example { get; init; } = "";

    /// <summary>What the endpoint answered to a request that was tried; null where none was. Default null.</summary>
    public string? Answer { get; init; }

    /// <summary>Why the request that was tried was not answered. Default null.</summary>
    public Failure? AnswerFailure { get; init; }

    /// <summary>One logged prediction.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="At">Its event time.</param>
    /// <param name="Version">The version that answered.</param>
    /// <param name="Features">The features in words.</param>
    /// <param name="Output">The output in words.</param>
    /// <param name="Latency">How long it took.</param>
    public sealed record Line(string Id, DateTimeOffset At, string Version, string Features, string Output, TimeSpan Latency);
}
