namespace Panta.Data.Databases;

/// <summary>What becomes of a table that rows are written to.</summary>
public enum PostgresWriteMode
{
    /// <summary>It is made; an error where it is there already.</summary>
    Create,

    /// <summary>The rows are added; an error where it is not there.</summary>
    Append,

    /// <summary>The rows take the place of those it has, the table itself stays as it is; it is made where it is not there.</summary>
    Replace,
}
