using Panta.Tracking.Models;

namespace Panta.Tracking.Transfers;

/// <summary>A registered model that is brought over.</summary>
/// <param name="Model">The model with tags and aliases.</param>
/// <param name="Versions">Its versions by number, deleted ones left out.</param>
/// <param name="LastVersion">The highest number ever given to one: deleted ones' numbers are not given again.</param>
public sealed record MovedRegistration(RegisteredModel Model, IReadOnlyList<ModelVersion> Versions, long LastVersion);
