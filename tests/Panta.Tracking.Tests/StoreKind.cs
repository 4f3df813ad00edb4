namespace Panta.Tracking.Tests;

/// <summary>Where a store under test keeps its metadata.</summary>
enum StoreKind
{
    Sqlite,
    Postgres,
}
