namespace Panta.Server.Pages;

/// <summary>One version of a model: what it is called, where it came from, what it takes, and what happened to it.</summary>
public sealed record VersionView
{
    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>The version's number.</summary>
    public required long Number { get; init; }

    /// <summary>The aliases that point to it.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>All aliases of the model, to be moved here.</summary>
    public required IReadOnlyList<string> AllAliases { get; init; }

    /// <summary>None, Staging, Production or Archived.</summary>
    public required string Stage { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What people wrote of it.</summary>
    public required string Description { get; init; }

    /// <summary>Tags that people set.</summary>
    public required IReadOnlyList<(string Name, string Value)> Tags { get; init; }

    /// <summary>Tags that clients keep for themselves. Default none.</summary>
    public IReadOnlyList<(string Name, string Value)> OwnTags { get; init; } = [];

    /// <summary>From the data by run and logged model to the version and the endpoints that answer with it.</summary>
    public required IReadOnlyList<(string Icon, string Kind, string Name, string? Link, string Note)> Lineage { get; init; }

    /// <summary>What it takes and answers; null where its files are not here. Default null.</summary>
    public ModelSchema? Schema { get; init; }

    /// <summary>Why the signature could not be read. Default null.</summary>
    public Failure? SchemaFailure { get; init; }

    /// <summary>The metrics of its run, or those measured on its logged model. Default none.</summary>
    public IReadOnlyList<(string Name, double Value)> Metrics { get; init; } = [];

    /// <summary>The params of its run. Default none.</summary>
    public IReadOnlyList<(string Name, string Value)> Params { get; init; } = [];

    /// <summary>The text of a prompt; empty where it is a model. Default empty.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>What happened to it, newest first.</summary>
    public required IReadOnlyList<ModelView.Move> History { get; init; }

    /// <summary>Its files: path, bytes (null for a folder).</summary>
    public required IReadOnlyList<(string Path, long? Bytes)> Artifacts { get; init; }

    /// <summary>Why the files could not be listed. Default null.</summary>
    public Failure? ArtifactFailure { get; init; }

    /// <summary>Where the files are, where this server does not keep them. Default null.</summary>
    public string? ArtifactsElsewhere { get; init; }

    /// <summary>A look into the chosen file. Default null: none is chosen.</summary>
    public ArtifactPreview? Preview { get; init; }

    /// <summary>Why the chosen file cannot be looked into. Default null.</summary>
    public Failure? PreviewFailure { get; init; }

    /// <summary>The other versions' numbers, newest first, to compare with. Default none.</summary>
    public IReadOnlyList<long> Others { get; init; } = [];

    internal string Address => VersionPages.Address(Model, $"{Number}");
}
