package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseHostsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "jdbc:postgresql:site 1",
                "jdbc:postgresql:///site 1",
                "jdbc:postgresql://db.example.com/site?options=a,b 1",
                "jdbc:postgresql://db1.example.com,db2.example.com:5433/site?targetServerType=primary 2",
                "jdbc:postgresql://[::1]:5432,db2,db3/site?ssl=true 3",
            })
    void a_login_may_try_each_host(String url, int hosts) {
        assertThat(Database.hosts(url)).isEqualTo(hosts);
    }
}
