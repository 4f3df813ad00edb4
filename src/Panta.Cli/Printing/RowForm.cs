namespace Panta.Cli.Printing;

/// <summary>How rows are printed.</summary>
enum RowForm
{
    /// <summary>An aligned table.</summary>
    Text,

    /// <summary>A JSON object a row, without loss.</summary>
    Json,

    /// <summary>CSV with a header.</summary>
    Csv,
}
