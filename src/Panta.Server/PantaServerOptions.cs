using System.ComponentModel.DataAnnotations;
using Panta.Data.Storage;
using Panta.Tracking.Artifacts;
using Panta.Tracking.Webhooks;

namespace Panta.Server;

/// <summary>What the server needs to know before it starts.</summary>
public sealed record PantaServerOptions
{
    /// <summary>The data folder; made where there is none. Default <c>panta-data</c> in the working directory.</summary>
    public string DataFolder { get; init; } = "panta-data";

    /// <summary>
    /// The PostgreSQL database that keeps the metadata, as <c>postgres://USER:PASSWORD@HOST:PORT/DATABASE</c> or Npgsql's settings; null (default) keeps
    /// it in the data folder, in SQLite.
    /// </summary>
    public string? Database { get; init; }

    /// <summary>
    /// Where the artifacts that clients send to this server are kept: a folder, <c>file:///folder</c> or <c>s3://bucket/prefix</c>; null (default) for where
    /// the data folder's were kept last, at first <c>artifacts/</c> in it.
    /// </summary>
    public string? ArtifactsDestination { get; init; }

    /// <summary>
    /// The URI below which new experiments' artifacts are; null (default) for <c>mlflow-artifacts:/</c>, which is this server, and, where it does not serve
    /// artifacts, for where it would keep them. Clients reach any other by themselves, and this server does not list it.
    /// </summary>
    public string? DefaultArtifactRoot { get; init; }

    /// <summary>How S3 is reached; null (default) for what the environment says.</summary>
    public S3Options? S3 { get; init; }

    /// <summary>Whether clients send artifacts to this server and fetch them there. Default true.</summary>
    public bool ServesArtifacts { get; init; } = true;

    /// <summary>Whether artifacts are all that is served. Default false.</summary>
    public bool ArtifactsOnly { get; init; }

    /// <summary>How much of artifacts may be kept. Default without end.</summary>
    public ArtifactQuota ArtifactQuota { get; init; } = new();

    /// <summary>How long an address may be used by which a client fetches an artifact from S3 itself, up to seven days. Default 5 minutes.</summary>
    public TimeSpan PresignedLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The address to listen on: <c>127.0.0.1</c> (default), <c>localhost</c>, <c>::1</c>, or, with <see cref="AllowUnauthenticated"/>, any other.
    /// </summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The TCP port; 0 takes a free one. Default 5000.</summary>
    [Range(0, 65535)] public int Port { get; init; } = 5000;

    /// <summary>Whether to listen beyond this machine although nobody is asked who they are. Default false.</summary>
    public bool AllowUnauthenticated { get; init; }

    /// <summary>
    /// Host names, with or without port, that requests may name besides this machine's and private addresses; <c>*</c> and <c>?</c> match any
    /// characters. Default none.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Web origins whose pages may read and change state here, as in <c>https://lab.example</c>; <c>*</c> and <c>?</c> match any characters. Default none
    /// but this server's own and those of this machine.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>What <c>X-Frame-Options</c> tells browsers; empty for nothing. Default <c>SAMEORIGIN</c>.</summary>
    public string FrameOptions { get; init; } = "SAMEORIGIN";

    /// <summary>Whether hosts and origins of requests are checked at all. Default true.</summary>
    public bool ChecksHostAndOrigin { get; init; } = true;

    /// <summary>A regular expression that must match somewhere in the source of a new model version; empty for any source. Default empty.</summary>
    public string ModelSourcePattern { get; init; } = "";

    /// <summary>Whether params above 6,000 characters and tags above 8,000 are cut; else they are refused. Default true.</summary>
    public bool CutsLongValues { get; init; } = true;

    /// <summary>The most characters of the artifact location that a client may give an experiment. Default 2,048.</summary>
    [Range(1, int.MaxValue)] public int MaxArtifactLocationLength { get; init; } = 2048;

    /// <summary>How many connections may be open at once; further ones are closed at once. Default 4,096.</summary>
    [Range(1, int.MaxValue)] public int MaxConnections { get; init; } = 4096;

    /// <summary>The largest request body in bytes, artifacts apart. Default 32 MiB.</summary>
    [Range(1, long.MaxValue)] public long MaxRequestBytes { get; init; } = 32L << 20;

    /// <summary>The largest artifact in bytes. Default 16 GiB.</summary>
    [Range(1, long.MaxValue)] public long MaxArtifactBytes { get; init; } = 16L << 30;

    /// <summary>Where webhooks may go and how; null for what the environment says (default).</summary>
    public WebhookOptions? Webhooks { get; init; }

    /// <summary>How much is logged to the console. Default <see cref="LogLevel.Information"/>; ASP.NET's own only from warnings on.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
